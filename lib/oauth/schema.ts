import { z } from "zod";
import {
  MAX_EXTRA_PARAMETERS,
  MAX_PARAMETER_LENGTH,
  MAX_SCOPE_LENGTH,
  MAX_SCOPES,
  MAX_TOKEN_LENGTH,
  MAX_URL_LENGTH,
} from "./constants.ts";
import { isExtraParameter } from "./extra-parameters.ts";

/** How a client authenticates at a token endpoint (`token_endpoint_auth_method`), those that this engine can do. */
export const AUTH_METHODS = ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"] as const;
export type AuthMethod = (typeof AUTH_METHODS)[number];

/**
 * How tokens are got: by a person's sign-in in the browser; as the organization itself (RFC 6749 §4.4, SEP-1046); for a
 * person, vouched for by their organization's identity provider (ID-JAG, SEP-990); by the identity of the workload we
 * run as (SEP-1933). Only the first leaves the page.
 */
export const GRANTS = ["authorization_code", "client_credentials", "id_jag", "workload_identity"] as const;
export type OAuthGrant = (typeof GRANTS)[number];

const VISIBLE_ASCII = /^[\x21-\x7e]+$/;
/** RFC 6749 §3.3: scope-token. */
const SCOPE_TOKEN = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/** The owner's switches for providers that deviate, and how this connector signs in. */
export const oauthSettingsSchema = z.object({
  /** The provider refuses the RFC 8707 `resource` parameter: leave it out everywhere. */
  omitResource: z.boolean().default(false),
  /** The provider supports PKCE but does not advertise it. */
  pkceNotAdvertised: z.boolean().default(false),
  /** Sent with every authorization request and client credentials request, beside the standard ones. */
  extraParameters: z
    .record(z.string().refine(isExtraParameter, "parameter_reserved"), z.string().max(MAX_PARAMETER_LENGTH))
    .refine((record) => Object.keys(record).length <= MAX_EXTRA_PARAMETERS, "too_many_parameters")
    .default({}),
  /** Space-separated: what to ask for instead of what the server and its provider name. */
  scopes: z
    .string()
    .max(MAX_SCOPES * MAX_SCOPE_LENGTH)
    .refine((text) => text.split(" ").every((scope) => scope === "" || SCOPE_TOKEN.test(scope)), "scope_invalid")
    .nullable()
    .default(null),
  /** Another grant than the one that follows from who signs in; null = that one. */
  grant: z.enum(["id_jag", "workload_identity"]).nullable().default(null),
  /** How we authenticate at the token endpoint; null: as its metadata says. */
  authMethod: z.enum(AUTH_METHODS).nullable().default(null),
});
export type OAuthSettings = z.infer<typeof oauthSettingsSchema>;

/** An absolute URL of any scheme; which schemes are acceptable is decided where it is used (endpoints.ts). */
const absoluteUrl = z
  .string()
  .max(MAX_URL_LENGTH)
  .regex(VISIBLE_ASCII)
  .refine((text) => URL.canParse(text));

/** Something optional that does not matter enough to refuse the document: when malformed, it counts as not there. */
const tolerated = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);

const tokens = z.array(z.unknown()).transform((list) => list.filter((item) => typeof item === "string"));
const scopes = tokens.transform((list) =>
  list.filter((scope) => scope.length <= MAX_SCOPE_LENGTH && SCOPE_TOKEN.test(scope)).slice(0, MAX_SCOPES),
);

/** Protected resource metadata (RFC 9728 §2): what the engine uses of it. */
export const resourceMetadataSchema = z.object({
  resource: absoluteUrl,
  authorization_servers: tolerated(z.array(absoluteUrl)),
  scopes_supported: tolerated(scopes),
  dpop_signing_alg_values_supported: tolerated(tokens),
  dpop_bound_access_tokens_required: tolerated(z.boolean()),
});
export type ResourceMetadata = z.infer<typeof resourceMetadataSchema>;

/** Authorization server metadata (RFC 8414 §2, OIDC Discovery §3): what the engine uses of it. JSON-serialisable. */
export const serverMetadataSchema = z.object({
  issuer: absoluteUrl,
  /** Absent where no grant leads through a browser. */
  authorization_endpoint: absoluteUrl.optional(),
  token_endpoint: absoluteUrl,
  registration_endpoint: tolerated(absoluteUrl),
  revocation_endpoint: tolerated(absoluteUrl),
  scopes_supported: tolerated(scopes),
  token_endpoint_auth_methods_supported: tolerated(tokens),
  token_endpoint_auth_signing_alg_values_supported: tolerated(tokens),
  dpop_signing_alg_values_supported: tolerated(tokens),
  code_challenge_methods_supported: tolerated(tokens),
  authorization_response_iss_parameter_supported: tolerated(z.boolean()),
  client_id_metadata_document_supported: tolerated(z.boolean()),
});
export type ServerMetadata = z.infer<typeof serverMetadataSchema>;

const credential = z.string().min(1).max(MAX_TOKEN_LENGTH);

/** The answer to a registration (RFC 7591 §3.2.1); servers return it in many shapes. */
export const registrationResponseSchema = z.object({
  client_id: credential.max(MAX_URL_LENGTH),
  client_secret: z
    .union([z.literal("").transform(() => null), credential])
    .nullish()
    .transform((secret) => secret ?? null),
  /** Seconds since 1970; absent and 0 mean never. */
  client_secret_expires_at: tolerated(z.coerce.number().int().positive().max(8.64e12)),
  token_endpoint_auth_method: tolerated(z.string().max(100)),
});

/** An error answer of any OAuth endpoint (RFC 6749 §5.2, RFC 7591 §3.2.2). */
export const errorResponseSchema = z.object({
  error: z.string().min(1).max(200),
  error_description: tolerated(z.string()),
});

/** What is needed of a token response after token-response.ts has tidied it: tokens that fit into a header or a form. */
export const tokenSetSchema = z.object({
  access_token: z.string().max(MAX_TOKEN_LENGTH).regex(VISIBLE_ASCII),
  refresh_token: z
    .string()
    .max(MAX_TOKEN_LENGTH)
    .regex(/^[\x20-\x7e]+$/)
    .optional(),
  token_type: z.string().regex(/^(bearer|dpop)$/i),
  expires_in: z.number().optional(),
  scope: z
    .string()
    .max(MAX_SCOPES * MAX_SCOPE_LENGTH)
    .optional(),
  /** Ours, from account-claims.ts. */
  account: z.object({ subject: z.string(), name: z.string().nullable() }).optional(),
});
