import type { PROVIDERS } from "./constants.ts";

export type Provider = (typeof PROVIDERS)[number];

/** A model a person can choose. */
export type ModelChoice = { id: string; label: string; providerName: string; isDefault: boolean };

/** A model of an organization, and where it is asked. Never its key: `modelKey` gives that to whoever asks. */
export type OrgModelInForce = {
  source: "organization";
  modelId: string;
  providerId: string;
  label: string;
  provider: Provider;
  baseUrl: string | null;
  modelName: string;
  contextTokens: number;
  seesImages: boolean;
};

/** Which model is asked: one of the organization's, the instance's by its environment, or the built-in one. */
export type ModelInForce = OrgModelInForce | { source: "instance"; label: string } | { source: "builtin" };

/** A provider as the settings show it. */
export type ProviderView = {
  id: string;
  name: string;
  provider: Provider;
  baseUrl: string | null;
  /** A key is kept for it; nobody reads it again. */
  hasKey: boolean;
  models: ModelView[];
};

export type ModelView = {
  id: string;
  modelName: string;
  label: string;
  contextTokens: number;
  seesImages: boolean;
  isDefault: boolean;
  isEnabled: boolean;
};

/** Limits per person and day; null: none. */
export type DailyLimits = { tokens: number | null; toolCalls: number | null };

/** Which of the limits is used up. */
export type LimitReached = "token_limit" | "tool_call_limit";

export type UsagePurpose = "turn" | "title" | "research";

/** Tokens of one answer; estimated where the provider did not count. */
export type TokenCount = { inputTokens: number; outputTokens: number; isEstimated: boolean };

/** What an answer of a model was for. */
export type UsageSubject = {
  conversationId: string;
  runId: string | null;
  step: number | null;
  purpose: UsagePurpose;
  modelLabel: string;
};

/** What something has used: tokens, answers of models and their time, tool calls and theirs. */
export type UsageSum = {
  inputTokens: number;
  outputTokens: number;
  isEstimated: boolean;
  answers: number;
  modelMs: number;
  toolCalls: number;
  toolMs: number;
};
