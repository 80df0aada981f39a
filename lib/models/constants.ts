/** Sizes and limits of an organization's models. */

/** Which kinds of provider can be asked; `openai-compatible` needs an address. */
export const PROVIDERS = ["anthropic", "openai", "google", "openai-compatible"] as const;

/** Characters of names, addresses and keys that people type. */
export const PROVIDER_NAME_MAX_CHARS = 80;
export const MODEL_NAME_MAX_CHARS = 200;
export const MODEL_LABEL_MAX_CHARS = 80;
export const BASE_URL_MAX_CHARS = 500;
export const KEY_MAX_CHARS = 2_000;

/** What one organization may have. */
export const PROVIDERS_MAX = 20;
export const MODELS_MAX = 100;

/** A model's window where nobody said how large it is. */
export const DEFAULT_CONTEXT_TOKENS = 128_000;
export const MIN_CONTEXT_TOKENS = 1_000;
export const MAX_CONTEXT_TOKENS = 10_000_000;

/** The largest daily limit that can be set. */
export const DAILY_LIMIT_MAX = 2_000_000_000;

/** Characters of text that make about one token, where a provider does not count. */
export const CHARS_PER_TOKEN = 4;
/** Tokens that an answer is taken to need until it is there. */
export const ANSWER_TOKENS_RESERVED = 4_000;
/** What was set aside this long ago counts no more: no answer takes as long, its process has died. */
export const RESERVED_MINUTES = 60;

/** Periods usage is summed up for, today among them. */
export const USAGE_DAYS = [1, 7, 30] as const;
/** People and models listed of each period. */
export const USAGE_ROWS_MAX = 200;
