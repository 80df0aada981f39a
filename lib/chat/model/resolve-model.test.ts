import { expect, test, vi } from "vitest";
import { resolveModel } from "./resolve-model.ts";

const none = { MODEL_PROVIDER: undefined, MODEL_BASE_URL: undefined, MODEL_API_KEY: undefined, MODEL_NAME: undefined };

test("without configuration it is the built-in model", () => {
  expect(resolveModel(none).model).toMatchObject({ provider: "builtin" });
});

test.each([
  ["anthropic", undefined],
  ["openai", undefined],
  ["google", undefined],
  ["openai-compatible", "http://127.0.0.1:11434/v1"],
] as const)("%s by its name", (provider, baseUrl) => {
  const settings = {
    ...none,
    MODEL_PROVIDER: provider,
    MODEL_BASE_URL: baseUrl,
    MODEL_NAME: "m-1",
    MODEL_API_KEY: "k",
  };
  const { model } = resolveModel(settings);
  expect(model.modelId).toBe("m-1");
  expect(model.provider).toContain(provider);
});

test("a key is never looked for in the environment behind our back", async () => {
  vi.stubEnv("ANTHROPIC_API_KEY", "from-elsewhere");
  vi.stubEnv("ANTHROPIC_BASE_URL", "http://127.0.0.1:1/v1");
  const { model } = resolveModel({ ...none, MODEL_PROVIDER: "anthropic", MODEL_NAME: "m-1" });
  const { headers, baseURL } = (model as unknown as { config: { headers: () => object; baseURL: string } }).config;
  expect(JSON.stringify(headers())).not.toContain("from-elsewhere");
  expect(baseURL).toBe("https://api.anthropic.com/v1");
  vi.unstubAllEnvs();
});
