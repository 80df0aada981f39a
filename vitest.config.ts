import { defineConfig } from "vitest/config";
import { IS_SOAK } from "./tests/fakes/soak.ts";

const testEnvironment = {
  NODE_ENV: "test" as const,
  PATCHBAY_MODE: "test",
  LOG_LEVEL: "silent",
  PUBLIC_URL: "http://localhost:3000",
  NEXTAUTH_SECRET: "for tests alone",
  // A key for tests alone: 32 zero bytes.
  SECRET_KEYS: Buffer.alloc(32).toString("base64"),
};

/** Suites of other projects whose full counts belong to the long form (`npm run soak`). */
const AT_LENGTH = [
  "tests/integration/egress/**/*.test.ts",
  "tests/integration/inspection/*.test.ts",
  "lib/platform/http/generated-targets.test.ts",
];

export default defineConfig({
  test: {
    env: testEnvironment,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["{lib,components,app,server,scripts,bench}/**/*.test.{ts,tsx}", "tests/architecture/**/*.test.ts"],
          setupFiles: ["tests/setup/console-guard.ts"],
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: "integration",
          include: ["tests/integration/**/*.test.{ts,tsx}"],
          globalSetup: ["tests/setup/database-cluster.ts"],
          setupFiles: ["tests/setup/console-guard.ts", "tests/setup/database.ts"],
          testTimeout: 20_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: "peers",
          include: ["tests/peers/*.test.ts"],
          globalSetup: ["tests/peers/install-peers.ts", "tests/setup/database-cluster.ts"],
          setupFiles: ["tests/setup/console-guard.ts", "tests/setup/database.ts"],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          maxConcurrency: 3,
        },
      },
      {
        extends: true,
        test: {
          name: "soak",
          include: ["tests/soak/**/*.test.{ts,tsx}", ...(IS_SOAK ? AT_LENGTH : [])],
          globalSetup: ["tests/setup/database-cluster.ts"],
          setupFiles: ["tests/setup/console-guard.ts", "tests/setup/database.ts"],
          testTimeout: 45 * 60_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
