/** The deadlines of lib/mcp, shorter and in the same order, for tests that wait for each of them: `vi.mock` them in. */
export const SHORT = {
  PROBE_TIMEOUT_MS: 1_000,
  CONNECT_TIMEOUT_MS: 2_000,
  CONNECT_TOTAL_MS: 6_000,
  LIST_TIMEOUT_MS: 2_500,
  MODERN_LIST_TIMEOUT_MS: 1_500,
  LIST_TOTAL_MS: 5_000,
  RETRY_AFTER_MAX_MS: 3_000,
  RETRY_AFTER_MIN_MS: 50,
  RESUME_MAX_MS: 500,
};
