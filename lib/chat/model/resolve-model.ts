import { createAnthropic } from "@ai-sdk/anthropic";
import { createGoogle } from "@ai-sdk/google";
import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import type { LanguageModelV4, SharedV4ProviderOptions } from "@ai-sdk/provider";
import type { Env } from "#lib/platform/env.ts";
import { trustedFetch } from "#lib/platform/http/guarded-fetch.ts";
import { MODEL_IDLE_MS, MODEL_STEP_MS, MODEL_STREAM_MAX_BYTES } from "../constants.ts";
import { builtinModel } from "./builtin-model.ts";
import type { SchemaDialect } from "./tool-schema.ts";

/** A model ready to be asked, and what its provider can take. */
export type ResolvedModel = {
  model: LanguageModelV4;
  /** Which rules its tools' schemas have to keep to. */
  dialect: SchemaDialect;
  /** Whether a tool result may hold an image; otherwise it is described. */
  seesImages: boolean;
  /** Whether it refuses a history of calls unless it is told of some tools. */
  needsTools: boolean;
  providerOptions?: SharedV4ProviderOptions;
};

/** Where each provider answers when the operator names no other address. */
const DEFAULT_BASE_URL = {
  anthropic: "https://api.anthropic.com/v1",
  openai: "https://api.openai.com/v1",
  google: "https://generativelanguage.googleapis.com/v1beta",
};

type ModelEnv = Pick<Env, "MODEL_PROVIDER" | "MODEL_BASE_URL" | "MODEL_API_KEY" | "MODEL_NAME">;

/**
 * The instance's model as the operator configured it; without configuration the built-in one. Every provider is given
 * its address, key and fetch, so that none looks for them in the environment on its own.
 */
export function resolveModel(settings: ModelEnv): ResolvedModel {
  const { MODEL_PROVIDER: provider, MODEL_NAME: name = "", MODEL_API_KEY: apiKey = "" } = settings;
  if (!provider) return { model: builtinModel(), dialect: "builtin", seesImages: true, needsTools: false };
  if (provider === "openai-compatible") {
    const baseURL = settings.MODEL_BASE_URL ?? "";
    const compatible = createOpenAICompatible({ name: "openai-compatible", ...common(baseURL, apiKey || undefined) });
    return { model: compatible(name), dialect: provider, seesImages: false, needsTools: false };
  }
  const options = common(settings.MODEL_BASE_URL ?? DEFAULT_BASE_URL[provider], apiKey);
  switch (provider) {
    case "anthropic":
      return { model: createAnthropic(options)(name), dialect: provider, seesImages: true, needsTools: true };
    case "google":
      return { model: createGoogle(options)(name), dialect: provider, seesImages: true, needsTools: false };
    case "openai":
      // Conversations are kept here, not at the provider.
      return {
        model: createOpenAI(options)(name),
        dialect: provider,
        seesImages: true,
        needsTools: false,
        providerOptions: { openai: { store: false } },
      };
  }
}

function common<Key extends string | undefined>(baseURL: string, apiKey: Key) {
  const limits = {
    firstByteMs: MODEL_IDLE_MS,
    idleMs: MODEL_IDLE_MS,
    totalMs: MODEL_STEP_MS,
    maxBytes: MODEL_STREAM_MAX_BYTES,
    partition: "model",
  };
  return { baseURL, apiKey, fetch: trustedFetch(new URL(baseURL).origin, limits) };
}
