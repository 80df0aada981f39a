import { z } from "zod";
import { mcpProblemSchema, serverCheckSchema } from "#lib/mcp/schema.ts";
import { oauthSettingsSchema } from "#lib/oauth/schema.ts";
import {
  CLIENT_ID_MAX,
  CLIENT_SECRET_MAX,
  HEADER_SCOPES,
  NAME_MAX,
  REPORT_DETAILS_MAX,
  REPORT_REASONS,
  URL_MAX,
} from "./constants.ts";
import { settingsInput } from "./settings-input.ts";

export { headerValueSchema, type SettingsInput, settingsInput } from "./settings-input.ts";

/** Visible text in one line: no control, direction or zero-width characters that could make one name look like another. */
const line = z
  .string()
  .trim()
  .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, "invalid");
const id = z.string().min(1).max(64);

/** Messages are codes; the catalogue (namespace `connectors`, `problems`) has the sentences. */
const connectorNameSchema = line.min(1, "name_required").max(NAME_MAX, "name_too_long");
const urlSchema = z.string().trim().min(1, "url_required").max(URL_MAX, "url_too_long");
const optional = (max: number) =>
  z
    .string()
    .trim()
    .max(max, "too_long")
    .transform((value) => value || null);

export const checkInput = z.strictObject({ url: urlSchema });

export const addInput = z
  .strictObject({
    connectorId: id,
    name: connectorNameSchema,
    url: urlSchema,
    clientId: optional(CLIENT_ID_MAX),
    clientSecret: optional(CLIENT_SECRET_MAX),
    /** Add it although the server could not be checked. */
    anyway: z.boolean(),
    settings: settingsInput.optional(),
  })
  .refine((input) => input.clientSecret === null || input.clientId !== null, {
    path: ["clientId"],
    message: "client_id_required",
  })
  .refine((input) => input.settings?.authentication !== "organization" || input.clientSecret !== null, {
    path: ["clientSecret"],
    message: "client_required",
  });
export type AddInput = z.infer<typeof addInput>;

/** What is left out stays as it is; so does a value that is null among the headers. */
export const editInput = z.strictObject({
  connectorId: id,
  name: connectorNameSchema,
  url: urlSchema,
  client: z
    .strictObject({
      /** null: none of our own, we register by ourselves. */
      clientId: optional(CLIENT_ID_MAX),
      secret: z.discriminatedUnion("change", [
        z.strictObject({ change: z.literal("keep") }),
        z.strictObject({ change: z.literal("remove") }),
        z.strictObject({
          change: z.literal("set"),
          value: z.string().trim().min(1).max(CLIENT_SECRET_MAX, "too_long"),
        }),
      ]),
    })
    .optional(),
  settings: settingsInput.optional(),
});
export type EditInput = z.infer<typeof editInput>;

/** Saving says what its person was shown: numbers that no longer hold are shown anew instead. */
export const saveInput = z.strictObject({
  edit: editInput,
  shown: z.strictObject({ updatedAt: z.iso.datetime(), kept: z.int().min(0), ended: z.int().min(0) }),
});
export type ShownImpact = z.infer<typeof saveInput>["shown"];

export const connectorIdInput = z.strictObject({ connectorId: id });

export const reportInput = z.strictObject({
  connectorId: id,
  reason: z.enum(REPORT_REASONS),
  details: z.string().trim().max(REPORT_DETAILS_MAX, "too_long"),
});
export type ReportInput = z.infer<typeof reportInput>;

/** What the last look at a server found. Its name and version are the server's own words. */
export const connectorCheckSchema = z.discriminatedUnion("outcome", [
  z.object({ outcome: z.literal("ready"), server: serverCheckSchema }),
  z.object({ outcome: z.literal("sign_in") }),
  /** It refuses whoever has no key, and members give their own. */
  z.object({ outcome: z.literal("key_needed") }),
  /** It refuses the key that the organization shares. */
  z.object({ outcome: z.literal("key_refused") }),
  z.object({ outcome: z.literal("failed"), reason: mcpProblemSchema.shape.reason, detail: z.string().optional() }),
]);
export type ConnectorCheck = z.infer<typeof connectorCheckSchema>;

/** How people authenticate at a connector's server, and switches for providers that deviate from the specifications. */
export const connectorSettingsSchema = z.object({
  oauth: oauthSettingsSchema.prefault({}),
  /** Who signs in: each member with their own account, the organization as itself, or nobody. */
  signIn: z.enum(["member", "organization", "none"]).default("member"),
  /** Headers sent with every request; their values are kept apart, sealed (lib/credentials/headers.ts). */
  headers: z.array(z.object({ name: z.string(), scope: z.enum(HEADER_SCOPES) })).default([]),
});
export type ConnectorSettings = z.infer<typeof connectorSettingsSchema>;
