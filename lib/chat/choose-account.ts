import type { OrgContext } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { setAccount } from "./mutations.ts";
import { connectorWithAccount } from "./toolset.ts";
import type { ChosenAccount, ConversationConnector } from "./types.ts";

/**
 * Has a conversation of mine use another of my accounts at a connector, from the next step on; calls made up before keep
 * theirs. Before there is a conversation nothing is stored: the choice goes along with the first message.
 * @returns the connector as the conversation has it now
 */
export async function chooseAccount(
  ctx: OrgContext,
  conversationId: string | null,
  chosen: ChosenAccount,
): Promise<Result<ConversationConnector, "not_found">> {
  if (conversationId !== null) {
    const stored = await setAccount(ctx, conversationId, chosen);
    if (!stored.ok) return stored;
  }
  const connector = await connectorWithAccount(ctx, conversationId, chosen);
  return connector ? ok(connector) : err("not_found");
}
