import { createAnthropic } from "@ai-sdk/anthropic";
import { createGoogle } from "@ai-sdk/google";
import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import type { LanguageModelV4, SharedV4ProviderOptions } from "@ai-sdk/provider";
import { DEFAULT_CONTEXT_TOKENS } from "#lib/models/constants.ts";
import { modelFor, modelKey } from "#lib/models/data/models.ts";
import type { ModelInForce, Provider } from "#lib/models/types.ts";
import { type Env, env } from "#lib/platform/env.ts";
import { guardedFetch, trustedFetch } from "#lib/platform/http/guarded-fetch.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { MODEL_IDLE_MS, MODEL_STEP_MS, MODEL_STREAM_MAX_BYTES } from "../constants.ts";
import { builtinModel } from "./builtin-model.ts";
import type { SchemaDialect } from "./tool-schema.ts";

/** A model ready to be asked, and what its provider can take. */
export type ResolvedModel = {
  model: LanguageModelV4;
  /** What people call it. */
  label: string;
  /** How much it reads at once. */
  contextTokens: number;
  /** Which rules its tools' schemas have to keep to. */
  dialect: SchemaDialect;
  /** Whether a tool result may hold an image; otherwise it is described. */
  seesImages: boolean;
  /** Whether it refuses a history of calls unless it is told of some tools. */
  needsTools: boolean;
  providerOptions?: SharedV4ProviderOptions;
};

/** Where each provider answers when nobody names another address. */
const DEFAULT_BASE_URL = {
  anthropic: "https://api.anthropic.com/v1",
  openai: "https://api.openai.com/v1",
  google: "https://generativelanguage.googleapis.com/v1beta",
};

type ModelEnv = Pick<Env, "MODEL_PROVIDER" | "MODEL_BASE_URL" | "MODEL_API_KEY" | "MODEL_NAME">;

/** The model that answers in one of my conversations, ready to be asked. @param conversationId null: a new one's */
export async function conversationModel(ctx: OrgContext, conversationId: string | null): Promise<ResolvedModel> {
  return readyModel(ctx, await modelFor(ctx, conversationId));
}

/** A model in force, ready to be asked. Addresses that people typed are reached like any other address from outside. */
export async function readyModel(ctx: OrgContext, model: ModelInForce): Promise<ResolvedModel> {
  if (model.source !== "organization") return resolveModel(env());
  const { provider, modelName, label, contextTokens, seesImages } = model;
  const address = addressOf(provider, model.baseUrl);
  const key = (await modelKey(ctx, model)) ?? "";
  return {
    ...providerModel(provider, modelName, {
      ...address,
      apiKey: key,
      fetch: guardedFetch({ ...LIMITS, partition: `model ${ctx.orgId}` }),
    }),
    label,
    contextTokens,
    seesImages,
  };
}

/**
 * The instance's model as the operator configured it; without configuration the built-in one. The operator's own
 * address is trusted.
 */
export function resolveModel(settings: ModelEnv): ResolvedModel {
  const { MODEL_PROVIDER: provider, MODEL_NAME: name = "", MODEL_API_KEY: apiKey = "" } = settings;
  const contextTokens = DEFAULT_CONTEXT_TOKENS;
  if (!provider)
    return {
      model: builtinModel(),
      label: "Built-in model",
      contextTokens,
      dialect: "builtin",
      seesImages: true,
      needsTools: false,
    };
  const { baseURL } = addressOf(provider, settings.MODEL_BASE_URL ?? null);
  const fetch = trustedFetch(new URL(baseURL).origin, LIMITS);
  return {
    ...providerModel(provider, name, { baseURL, apiKey, fetch }),
    label: name,
    contextTokens,
    seesImages: provider !== "openai-compatible",
  };
}

const LIMITS = {
  firstByteMs: MODEL_IDLE_MS,
  idleMs: MODEL_IDLE_MS,
  totalMs: MODEL_STEP_MS,
  maxBytes: MODEL_STREAM_MAX_BYTES,
  partition: "model",
};

function addressOf(provider: Provider, baseUrl: string | null): { baseURL: string } {
  return { baseURL: baseUrl ?? (provider === "openai-compatible" ? "" : DEFAULT_BASE_URL[provider]) };
}

/** Every provider is given its address, key and fetch, so that none looks for them in the environment on its own. */
function providerModel(
  provider: Provider,
  name: string,
  options: { baseURL: string; apiKey: string; fetch: typeof fetch },
): Pick<ResolvedModel, "model" | "dialect" | "needsTools" | "providerOptions"> {
  switch (provider) {
    case "openai-compatible": {
      const { apiKey, ...rest } = options;
      const keyed = { ...rest, ...(apiKey && { apiKey }) };
      const compatible = createOpenAICompatible({ name: provider, includeUsage: true, ...keyed });
      return { model: compatible(name), dialect: provider, needsTools: false };
    }
    case "anthropic":
      return { model: createAnthropic(options)(name), dialect: provider, needsTools: true };
    case "google":
      return { model: createGoogle(options)(name), dialect: provider, needsTools: false };
    case "openai":
      // Conversations are kept here, not at the provider.
      return {
        model: createOpenAI(options)(name),
        dialect: provider,
        needsTools: false,
        providerOptions: { openai: { store: false } },
      };
  }
}
