import { NextIntlClientProvider } from "next-intl";
import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test, vi } from "vitest";
import { PasswordForm } from "#components/account/password-form.tsx";
import { ProfileForm } from "#components/account/profile-form.tsx";
import { SessionList } from "#components/account/session-list.tsx";
import { WorkspaceList } from "#components/account/workspace-list.tsx";
import { InviteRow } from "#components/members/invite-row.tsx";
import { MemberRow } from "#components/members/member-row.tsx";
import { loadMessages } from "#lib/platform/i18n/catalogue.ts";
import { LOCALES, type Locale } from "#lib/platform/i18n/locales.ts";
import type { OrgId } from "#lib/platform/ids.ts";
import { AcceptInviteForm } from "./accept-invite-form.tsx";
import { ResetPasswordForm } from "./reset-password-form.tsx";
import { SetUpForm } from "./set-up-form.tsx";
import { SignInForm } from "./sign-in-form.tsx";
import { SignUpForm } from "./sign-up-form.tsx";

vi.mock("#lib/auth/actions.ts");
vi.mock("#lib/orgs/actions.ts");

const now = new Date();
const user = { id: "usr_1", email: "ada@example.com", name: "Ada", locale: null, theme: null };
const workspace = { id: "org_1" as OrgId, name: "Example Co", kind: "organization", role: "owner" } as const;
const member = { userId: "usr_2", name: "Grace", email: "grace@example.com", role: "member", joinedAt: now } as const;
const invite = { id: "inv_1", role: "admin", note: "", createdBy: "Ada", createdAt: now, expiresAt: now } as const;
const sessions = [true, false].map((isCurrent) => ({
  id: `ses_${isCurrent}`,
  userAgent: "",
  createdAt: now,
  lastSeenAt: now,
  isCurrent,
}));

const VIEWS: Record<string, ReactNode> = {
  "set-up": <SetUpForm asksForCode />,
  "sign-in": <SignInForm returnTo="/new" />,
  "sign-up": <SignUpForm submitLabel="Sign up" inviteToken="t" />,
  "accept an invite": <AcceptInviteForm token="t" organization="Example Co" email="ada@example.com" />,
  "reset a password": <ResetPasswordForm token="t" email="ada@example.com" />,
  profile: <ProfileForm user={user} />,
  password: <PasswordForm email={user.email} />,
  sessions: <SessionList sessions={sessions} />,
  workspaces: <WorkspaceList workspaces={[workspace]} />,
  "a member": (
    <MemberRow member={member} organization="Example Co" isMe={false} manageableRoles={["member"]} mayResetPassword />
  ),
  "an invitation": <InviteRow invite={invite} mayWithdraw />,
};

async function html(view: ReactNode, locale: Locale): Promise<string> {
  return renderToStaticMarkup(
    <NextIntlClientProvider
      locale={locale}
      timeZone="UTC"
      messages={await loadMessages(locale)}
      onError={(error) => {
        throw error;
      }}
    >
      {view}
    </NextIntlClientProvider>,
  );
}

describe.each(LOCALES)("in %s", (locale) => {
  test.each(Object.entries(VIEWS))("%s: every control that is shown has a name", async (_, view) => {
    const markup = await html(view, locale);
    const labelled = new Set([...markup.matchAll(/<label for="([^"]+)"/g)].map(([, id]) => id));
    const controls = [...markup.matchAll(/<(?:input|select)\b([^>]*)>/g)].map(([, attributes = ""]) => attributes);
    for (const attributes of controls.filter((text) => !/\bhidden\b|type="(hidden|radio)"/.test(text)))
      expect(labelled, attributes).toContain(/\bid="([^"]+)"/.exec(attributes)?.[1]);
    for (const [, attributes = "", content = ""] of markup.matchAll(/<button\b([^>]*)>(.*?)<\/button>/g))
      expect(content.replace(/<[^>]+>/g, "") || /aria-label="[^"]+"/.test(attributes)).toBeTruthy();
  });
});

test("the forms of somebody who is not in yet name what password managers look for", async () => {
  expect(await html(VIEWS["sign-in"], "en")).toMatch(/autoComplete="username".*autoComplete="current-password"/s);
  expect(await html(VIEWS["sign-up"], "en")).toMatch(/autoComplete="username".*autoComplete="new-password"/s);
});
