import type { PROVIDERS } from "./constants.ts";

export type Provider = (typeof PROVIDERS)[number];

/** A model a person can choose. */
export type ModelChoice = { id: string; label: string; providerName: string; isDefault: boolean };

/** What a conversation can be answered by. The id null stands for the instance's own model; its label null: built in. */
export type ModelOptions = {
  options: { id: string | null; label: string | null; providerName: string }[];
  current: string | null;
};

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

/** An organization's usage in a period. */
export type OrgUsage = {
  total: UsageSum;
  people: (UsageSum & { userId: string; name: string })[];
  models: (UsageSum & { label: string })[];
};

/** What I have used today, and what I may. */
export type MyDay = { tokens: number; isEstimated: boolean; toolCalls: number; limits: DailyLimits };

/** Admin settings › Models. */
export type ModelsPage = {
  canManage: boolean;
  organization: string;
  providers: ProviderView[];
  /** What answers where none was chosen. */
  inForce: ModelInForce;
  /** What answers where the organization has no model of its own. */
  ofInstance: Exclude<ModelInForce, OrgModelInForce>;
  limits: DailyLimits;
  usage: OrgUsage;
};
