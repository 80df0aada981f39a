import { err, ok, type Result } from "#lib/platform/result.ts";
import { recordStep } from "#lib/platform/trace.ts";
import { connect, connectLegacy } from "./connect.ts";
import { abandonLink, closeLink, type EndpointRef, type Link } from "./link.ts";
import { type ServerInfo, serverInfoFrom } from "./server-info.ts";
import type { McpEndpoint, McpProblem, RememberedProtocol } from "./types.ts";

/** How a server names itself: its own words. */
export type ServerIdentity = { name: string; title?: string; version: string };

/** One person's open line to one server: survives the server forgetting us by opening a new link. */
export class McpSession {
  readonly #endpoint: EndpointRef;
  #link: Link;
  #reconnecting: Promise<Result<void, McpProblem>> | null = null;

  private constructor(endpoint: EndpointRef, link: Link) {
    this.#endpoint = endpoint;
    this.#link = link;
  }

  /** Connects; see connect.ts for the order of attempts. */
  static async open(endpoint: McpEndpoint): Promise<Result<McpSession, McpProblem>> {
    const ref = { current: endpoint };
    const link = await connect(ref);
    return link.ok ? ok(new McpSession(ref, link.value)) : link;
  }

  /** Puts newer token closures in force. The address must be the same. */
  adopt(endpoint: McpEndpoint): void {
    this.#endpoint.current = endpoint;
  }

  get url(): string {
    return this.#endpoint.current.url;
  }

  /** The link in force, for `onLink` and `reconnect`. */
  get link(): Link {
    return this.#link;
  }

  /** How this server speaks, to be remembered for the next session. */
  get protocol(): RememberedProtocol {
    const { client, kind } = this.#link;
    return {
      transport: kind,
      era: client.getProtocolEra() ?? "legacy",
      version: client.getNegotiatedProtocolVersion() ?? "",
      at: new Date().toISOString(),
    };
  }

  get server(): ServerIdentity {
    const server = this.#link.client.getServerVersion();
    return { name: server?.name ?? "", version: server?.version ?? "", ...(server?.title && { title: server.title }) };
  }

  /** What the server said of itself when the link was opened; its own words, within our limits. */
  get info(): ServerInfo {
    const { client } = this.#link;
    return serverInfoFrom({
      server: client.getServerVersion(),
      instructions: client.getInstructions(),
      capabilities: client.getServerCapabilities(),
      url: this.url,
    });
  }

  /** Makes sure there is a link to send on; nothing has been sent when this fails. */
  async ready(): Promise<Result<Link, McpProblem>> {
    if (this.#link.broken.signal.aborted) {
      const reconnected = await this.reconnect(this.#link);
      if (!reconnected.ok) return reconnected;
    }
    return ok(this.#link);
  }

  /**
   * Opens a new link in place of `lost`. Callers that lost the same link share one attempt; requests still under way
   * on the old link are left to end.
   */
  async reconnect(lost: Link): Promise<Result<void, McpProblem>> {
    if (this.#link !== lost) return ok(undefined);
    recordStep("session", { outcome: "skipped", reason: "session_lost" });
    this.#reconnecting ??= this.#replace(lost).finally(() => {
      this.#reconnecting = null;
    });
    return this.#reconnecting;
  }

  async #replace(lost: Link): Promise<Result<void, McpProblem>> {
    const next = await connect(this.#endpoint);
    if (!next.ok) return err(next.error);
    this.#link = next.value;
    abandonLink(lost);
    return ok(undefined);
  }

  /** Opens a link of the older revisions in place of the one in force, which stays when that fails. */
  async reopenAsLegacy(): Promise<Result<void, McpProblem>> {
    const lost = this.#link;
    const next = await connectLegacy(this.#endpoint);
    if (!next.ok) return err(next.error);
    this.#link = next.value;
    abandonLink(lost);
    return ok(undefined);
  }

  /** Has the next use open a new link by the whole ladder. */
  giveUpLink(): void {
    this.#link.broken.abort();
  }

  /** Ends the session, at the server too where it keeps one. */
  close(): Promise<void> {
    return closeLink(this.#link);
  }
}

/** Opens a session for one use; `sessionPool()` keeps them. */
export function openSession(endpoint: McpEndpoint): Promise<Result<McpSession, McpProblem>> {
  return McpSession.open(endpoint);
}
