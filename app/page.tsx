import { redirectFromRoot } from "#lib/auth/loaders.ts";

/** Leads to a new conversation, to sign-in, or to set-up while nobody exists. */
export default async function RootPage() {
  await redirectFromRoot();
}
