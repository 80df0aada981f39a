import { z } from "zod";
import { MAX_EXTRA_PARAMETERS, MAX_PARAMETER_LENGTH } from "#lib/oauth/constants.ts";
import { isExtraParameter } from "#lib/oauth/extra-parameters.ts";
import { AUTHENTICATIONS, HEADER_SCOPES, HEADER_VALUE_MAX, MAX_HEADERS, SCOPES_MAX, TO_REPLACE } from "./constants.ts";
import { headerNameProblem } from "./header-name.ts";

/** Visible ASCII with spaces inside (RFC 9110 §5.5 without obs-text and tabs): nothing in it can end the header. */
const FIELD_VALUE = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;
/** RFC 6749 §3.3: scope-tokens. */
const SCOPES = /^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/;
const headerName = z
  .string()
  .trim()
  .superRefine((name, context) => {
    const problem = headerNameProblem(name);
    if (problem) context.addIssue({ code: "custom", message: problem });
  })
  .toLowerCase();

/** A header's value as somebody pasted it: what surrounds it does not count, nothing in it is expanded. */
export const headerValueSchema = z
  .string()
  .trim()
  .min(1, "header_value_required")
  .max(HEADER_VALUE_MAX, "too_long")
  .regex(FIELD_VALUE, "header_value_invalid");

const headerInput = z.strictObject({
  name: headerName,
  scope: z.enum(HEADER_SCOPES),
  /** Given by the owner where the organization shares it; null: as it is. */
  value: headerValueSchema.nullable(),
});

const parameters = z
  .record(
    z.string(),
    z
      .string()
      .trim()
      .min(1, "parameter_value_invalid")
      .max(MAX_PARAMETER_LENGTH, "too_long")
      .regex(/^[\x20-\x7e]*$/, "parameter_value_invalid")
      .refine((value) => !value.includes(TO_REPLACE), "replace_placeholder"),
  )
  .superRefine((all, context) => {
    const refuse = (message: string, path: string[] = []) => context.addIssue({ code: "custom", path, message });
    if (Object.keys(all).length > MAX_EXTRA_PARAMETERS) refuse("too_many_parameters");
    for (const name of Object.keys(all)) if (!isExtraParameter(name)) refuse("parameter_reserved", [name]);
  });

const scopes = z
  .string()
  .transform((text) => text.trim().replaceAll(/\s+/g, " ") || null)
  .pipe(
    z
      .string()
      .max(SCOPES_MAX, "too_long")
      .regex(SCOPES, "scopes_invalid")
      .refine((text) => !text.includes(TO_REPLACE), "replace_placeholder")
      .nullable(),
  );

/** Everything an owner can set beside name, address and client. Messages are codes of the catalogue. */
export const settingsInput = z
  .strictObject({
    authentication: z.enum(AUTHENTICATIONS),
    headers: z.array(headerInput).max(MAX_HEADERS, "too_many_headers"),
    omitResource: z.boolean(),
    pkceNotAdvertised: z.boolean(),
    extraParameters: parameters,
    scopes,
  })
  .superRefine(({ authentication, headers }, context) => {
    if (authentication === "headers" && headers.length === 0)
      context.addIssue({ code: "custom", path: ["headers"], message: "headers_required" });
    headers.forEach(({ name, scope, value }, index) => {
      const refuse = (field: "name" | "value", message: string) =>
        context.addIssue({ code: "custom", path: ["headers", index, field], message });
      if (headers.findIndex((other) => other.name === name) < index) refuse("name", "header_twice");
      if (scope === "member" && value !== null) refuse("value", "header_value_of_member");
    });
  });
export type SettingsInput = z.infer<typeof settingsInput>;
