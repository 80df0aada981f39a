import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AcceptInviteForm } from "#components/auth/accept-invite-form.tsx";
import { AuthPage, TextLink } from "#components/auth/auth-page.tsx";
import { SignUpForm } from "#components/auth/sign-up-form.tsx";
import { loadInvite } from "#lib/auth/loaders.ts";

export async function generateMetadata({ params }: { params: Promise<{ token: string }> }): Promise<Metadata> {
  const { offer } = await loadInvite((await params).token);
  const t = await getTranslations("auth.invite");
  return { title: offer.ok ? t("title", { organization: offer.value.orgName }) : t("problemTitle") };
}

/** Who invites to what, and the way in: as who one is, or with a new account. */
export default async function InvitePage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const { offer, user } = await loadInvite(token);
  const [t, roles, errors] = await Promise.all([
    getTranslations("auth.invite"),
    getTranslations("members.roles"),
    getTranslations("auth.errors"),
  ]);
  if (!offer.ok) return <AuthPage title={t("problemTitle")} description={errors(offer.error)} />;

  const { orgName: organization, role, invitedBy: name, expiresAt } = offer.value;
  const words = { organization, role: roles(role) };
  const signIn = `/sign-in?returnTo=${encodeURIComponent(`/invite/${token}`)}`;
  const footer = (
    <>
      {!user && <p>{t.rich("haveAccount", { link: (text) => <TextLink href={signIn}>{text}</TextLink> })}</p>}
      <p>{t("expires", { date: expiresAt })}</p>
    </>
  );
  return (
    <AuthPage
      title={t("title", { organization })}
      description={name ? t("offer", { ...words, name }) : t("offerUnnamed", words)}
      footer={footer}
    >
      {user ? (
        <AcceptInviteForm token={token} organization={organization} email={user.email} />
      ) : (
        <>
          <p className="mb-4 font-medium">{t("newHere")}</p>
          <SignUpForm inviteToken={token} submitLabel={t("signUp")} />
        </>
      )}
    </AuthPage>
  );
}
