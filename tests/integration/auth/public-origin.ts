/** The origin of PUBLIC_URL in vitest.config.ts. */
export const PUBLIC_ORIGIN = "http://localhost:3000";
