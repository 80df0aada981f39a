import { z } from "zod";
import { personOrOrgName } from "#lib/orgs/schema.ts";
import { LOCALES, THEMES } from "#lib/platform/i18n/locales.ts";
import { MAX_EMAIL_LENGTH, MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from "./constants.ts";

/** The one parser of e-mail addresses: trimmed and lower-cased, so that one person has one account. */
export const emailAddress = z
  .string("required")
  .trim()
  .toLowerCase()
  .min(1, "required")
  .max(MAX_EMAIL_LENGTH, "too_long")
  .pipe(z.email("email_invalid"));

const newPassword = z
  .string("required")
  .min(MIN_PASSWORD_LENGTH, "password_too_short")
  .max(MAX_PASSWORD_LENGTH, "password_too_long");
const typedPassword = z.string("required").min(1, "required").max(MAX_PASSWORD_LENGTH, "password_too_long");
const returnTo = z.string().default("");

const person = { name: personOrOrgName, email: emailAddress, password: newPassword };

export const signInInput = z.strictObject({ email: emailAddress, password: typedPassword, returnTo });

export const setUpInput = z
  .strictObject({
    ...person,
    workspace: z.enum(["personal", "organization"]),
    organizationName: z.string().default(""),
    setupCode: z.string().default(""),
  })
  .superRefine(({ workspace, organizationName }, context) => {
    if (workspace === "personal") return;
    const name = personOrOrgName.safeParse(organizationName);
    if (!name.success)
      context.addIssue({
        code: "custom",
        path: ["organizationName"],
        message: name.error.issues[0]?.message ?? "invalid",
      });
  });
export type SetUpInput = z.infer<typeof setUpInput>;

export const signUpInput = z.strictObject({ ...person, inviteToken: z.string().optional() });
export type SignUpInput = z.infer<typeof signUpInput>;

export const accountInput = z.strictObject({
  name: personOrOrgName,
  locale: z.enum(["", ...LOCALES]),
  theme: z.enum(["", ...THEMES]),
});

export const changePasswordInput = z.strictObject({ currentPassword: typedPassword, newPassword });
export const resetPasswordInput = z.strictObject({ token: z.string(), newPassword });
export const sessionIdInput = z.strictObject({ sessionId: z.string() });
export const signOutInput = z.strictObject({ returnTo: z.string().optional() });
export const nothing = z.strictObject({});
