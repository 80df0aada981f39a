import { z } from "zod";
import {
  BASE_URL_MAX_CHARS,
  DAILY_LIMIT_MAX,
  DEFAULT_CONTEXT_TOKENS,
  KEY_MAX_CHARS,
  MAX_CONTEXT_TOKENS,
  MIN_CONTEXT_TOKENS,
  MODEL_LABEL_MAX_CHARS,
  MODEL_NAME_MAX_CHARS,
  PROVIDER_NAME_MAX_CHARS,
  PROVIDERS,
  USAGE_DAYS,
} from "./constants.ts";

const id = z.string().min(1).max(64);

/** Visible text in one line. Messages are keys of the catalogue: `models.problems`. */
const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1, "needed")
    .max(max, "too_long")
    .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, "invalid");

const baseUrl = z
  .string()
  .trim()
  .max(BASE_URL_MAX_CHARS, "too_long")
  .transform((value) => value.replace(/\/+$/, "") || null)
  .pipe(z.url({ protocol: /^https?$/, error: "address_invalid" }).nullable());

/** As a form sends it: empty says nothing about the key. */
const key = z
  .string()
  .trim()
  .max(KEY_MAX_CHARS, "too_long")
  .regex(/^[\x21-\x7E]*$/, "key_invalid")
  .transform((value) => value || null);

const checked = z
  .literal("on")
  .optional()
  .transform((value) => value === "on");

export const addProviderInput = z
  .strictObject({ name: line(PROVIDER_NAME_MAX_CHARS), provider: z.enum(PROVIDERS), baseUrl, key })
  .refine((input) => input.provider !== "openai-compatible" || input.baseUrl !== null, {
    path: ["baseUrl"],
    message: "address_needed",
  })
  // At its own address no provider answers without one; what stands elsewhere, like a gateway, may.
  .refine((input) => input.provider === "openai-compatible" || input.baseUrl !== null || input.key !== null, {
    path: ["key"],
    message: "key_needed",
  });
export type AddProvider = z.infer<typeof addProviderInput>;

/** The kind of a provider stays. `key` replaces the one that is kept; `forgetKey` forgets it. */
export const editProviderInput = z.strictObject({
  providerId: id,
  name: line(PROVIDER_NAME_MAX_CHARS),
  baseUrl,
  key,
  forgetKey: checked,
});
export type EditProvider = z.infer<typeof editProviderInput>;

export const providerIdInput = z.strictObject({ providerId: id });

/** A whole number as people type it: digits, perhaps in groups. */
const count = (min: number, max: number) =>
  z
    .string()
    .transform((value) => value.trim().replace(/(?<=\d)[\s.,_'’](?=\d{3}(?!\d))/g, ""))
    .pipe(z.string().regex(/^\d{1,12}$/, "not_a_number"))
    .transform(Number)
    .pipe(z.number().min(min, "too_small").max(max, "too_large"));

/** The same, or what an empty field stands for. No union: it would not say what is wrong with a number. */
const countOr = <T>(empty: T, min: number, max: number) =>
  z.string().transform((value, ctx) => {
    if (value.trim() === "") return empty;
    const read = count(min, max).safeParse(value);
    if (read.success) return read.data;
    for (const { message } of read.error.issues) ctx.addIssue({ code: "custom", message });
    return z.NEVER;
  });

const modelFields = {
  modelName: line(MODEL_NAME_MAX_CHARS),
  label: line(MODEL_LABEL_MAX_CHARS),
  contextTokens: countOr(DEFAULT_CONTEXT_TOKENS, MIN_CONTEXT_TOKENS, MAX_CONTEXT_TOKENS),
  seesImages: checked,
};

export const addModelInput = z.strictObject({ providerId: id, ...modelFields });
export type AddModel = z.infer<typeof addModelInput>;
export const editModelInput = z.strictObject({ modelId: id, ...modelFields });
export type EditModel = z.infer<typeof editModelInput>;

export const modelIdInput = z.strictObject({ modelId: id });
export const enableModelInput = z.strictObject({ modelId: id, isEnabled: z.boolean() });

/** Empty: no limit. */
export const limitsInput = z.strictObject({
  tokens: countOr(null, 1, DAILY_LIMIT_MAX),
  toolCalls: countOr(null, 1, DAILY_LIMIT_MAX),
});

/** Query of the page: how far back usage is summed up. Anything else is today. */
export const usageDaysSchema = z.coerce
  .number()
  .pipe(z.literal([...USAGE_DAYS]))
  .catch(1);
export type UsageDays = z.infer<typeof usageDaysSchema>;
