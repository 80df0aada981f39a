import { type AuthorizationServer, startAuthorizationServer } from "./authorization-server.ts";
import { type LoopbackListener, listenOnLoopback } from "./loopback.ts";
import { mcpEndpoint } from "./mcp-endpoint.ts";
import { NOTES_SCOPES, NoteStore, notesServer } from "./notes-server.ts";
import { referenceServer } from "./reference-server.ts";
import { TaskStore, taskBoardServer } from "./task-board-server.ts";
import { tokenGuard } from "./token-guard.ts";

/** What `npm run demo` needs to know about its servers. */
export type DemoServers = {
  servers: { name: string; url: string; description: string }[];
  /** EGRESS_ALLOW entries that let the product reach them. */
  egressAllow: string[];
  /** Who can sign in at a provider. */
  providerAccounts: { provider: string; login: string; password: string }[];
};

const ACCESS_TOKEN_SECONDS = 10 * 60;
const ACCOUNTS = [
  { name: "ada", password: "engine-1843" },
  { name: "grace", password: "moth-1947" },
];

/**
 * Starts the three MCP servers of the demo and the notes' authorization server, on 127.0.0.1, state in memory.
 * @param firstPort the first of four consecutive ports; a busy one is replaced by a free one, 0 takes free ones only
 * @param stateFile keeps what the provider knows (clients, tokens), so that a restart asks nobody to sign in again
 */
export async function startDemoServers(
  firstPort = 3101,
  stateFile?: string,
): Promise<DemoServers & { close: () => Promise<void> }> {
  const port = (offset: number) => (firstPort === 0 ? 0 : firstPort + offset);
  const started: (LoopbackListener | AuthorizationServer)[] = [];
  const close = async () => void (await Promise.all(started.map((one) => one.close())));
  const start = async <T extends LoopbackListener | AuthorizationServer>(one: Promise<T>): Promise<T> => {
    started.push(await one);
    return one;
  };
  try {
    const reference = await start(listenOnLoopback(port(0), () => mcpEndpoint(referenceServer)));
    const provider = await start(
      startAuthorizationServer({
        name: "Team notes",
        port: port(3),
        accounts: ACCOUNTS,
        scopes: NOTES_SCOPES,
        accessTokenSeconds: ACCESS_TOKEN_SECONDS,
        ...(stateFile ? { stateFile } : {}),
      }),
    );
    const notes = new NoteStore();
    const teamNotes = await start(
      listenOnLoopback(port(1), (origin) =>
        mcpEndpoint(
          ({ authInfo }) => {
            if (authInfo === undefined) throw new Error("the notes need a signed-in account");
            return notesServer(notes, authInfo);
          },
          tokenGuard(`${origin}/mcp`, "Team notes", provider),
        ),
      ),
    );
    const tasks = new TaskStore();
    const taskBoard = await start(listenOnLoopback(port(2), () => mcpEndpoint(() => taskBoardServer(tasks))));
    return {
      servers: [
        {
          name: "Reference",
          url: `${reference.origin}/mcp`,
          description: "Open: a handbook to search, unit conversion, a picture, a slow tool and one that fails.",
        },
        {
          name: "Team notes",
          url: `${teamNotes.origin}/mcp`,
          description: "Behind OAuth: every account has its own notes.",
        },
        {
          name: "Task board",
          url: `${taskBoard.origin}/mcp`,
          description: "Interactive: tools that read and write, and a board as a view.",
        },
      ],
      egressAllow: started.map((one) => one.hostPort),
      providerAccounts: ACCOUNTS.map(({ name, password }) => ({ provider: "Team notes", login: name, password })),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
