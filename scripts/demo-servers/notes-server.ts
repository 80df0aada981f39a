import { type AuthInfo, type CallToolResult, McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";

export const NOTES_SCOPES = { "notes:read": "Read your notes", "notes:write": "Add and delete your notes" };

type Note = { id: number; title: string; text: string };

const FIRST_NOTES: Record<string, Omit<Note, "id">[]> = {
  ada: [
    { title: "Analytical engine", text: "Ask Charles about the punched cards for the store." },
    { title: "Note G", text: "Bernoulli numbers: check the sign in step 21." },
  ],
  grace: [
    { title: "Relay 70, panel F", text: "Found a moth. Taped it into the log book." },
    { title: "Compiler talk", text: "Bring the length of wire: this is a nanosecond." },
  ],
};

/** Every account's notes, in memory. */
export class NoteStore {
  readonly #notes = new Map<string, Note[]>();
  #lastId = 0;

  of(account: string): Note[] {
    const notes =
      this.#notes.get(account) ?? (FIRST_NOTES[account] ?? []).map((note) => ({ id: this.#nextId(), ...note }));
    this.#notes.set(account, notes);
    return notes;
  }

  add(account: string, title: string, text: string): Note {
    const note = { id: this.#nextId(), title, text };
    this.of(account).push(note);
    return note;
  }

  delete(account: string, id: number): boolean {
    const notes = this.of(account);
    const index = notes.findIndex((note) => note.id === id);
    if (index >= 0) notes.splice(index, 1);
    return index >= 0;
  }

  #nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }
}

const say = (text: string): CallToolResult => ({ content: [{ type: "text", text }] });
const fail = (text: string): CallToolResult => ({ ...say(text), isError: true });

/** "Team notes": acts for the account that the access token was issued to, and sees that account's notes only. */
export function notesServer(store: NoteStore, authInfo: AuthInfo): McpServer {
  const account = String(authInfo.extra?.account);
  const server = new McpServer({ name: "team-notes", title: "Team notes", version: "1.0.0" });
  const read = { readOnlyHint: true, openWorldHint: false };
  const noteId = z.object({ id: z.number().int().describe("The number of the note, as list_notes shows it") });

  server.registerTool(
    "whoami",
    { title: "Who am I", description: "Says which account these notes belong to.", annotations: read },
    () => say(`You are signed in to Team notes as ${account}.`),
  );
  server.registerTool(
    "list_notes",
    { title: "List notes", description: "Lists the numbers and titles of all your notes.", annotations: read },
    () => {
      const lines = store.of(account).map((note) => `${note.id}. ${note.title}`);
      return say(lines.length > 0 ? lines.join("\n") : "There are no notes yet.");
    },
  );
  server.registerTool(
    "read_note",
    { title: "Read note", description: "Shows one of your notes in full.", inputSchema: noteId, annotations: read },
    ({ id }) => {
      const note = store.of(account).find((one) => one.id === id);
      return note ? say(`${note.title}\n\n${note.text}`) : fail(`There is no note ${id}.`);
    },
  );
  server.registerTool(
    "add_note",
    {
      title: "Add note",
      description: "Writes a new note into your notes.",
      inputSchema: z.object({
        title: z.string().min(1).max(200).describe("A short title"),
        text: z.string().max(10_000).describe("What the note says"),
      }),
      annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
    },
    ({ title, text }) => {
      if (!authInfo.scopes.includes("notes:write")) return fail("This sign-in may only read notes.");
      return say(`Saved as note ${store.add(account, title, text).id}.`);
    },
  );
  server.registerTool(
    "delete_note",
    {
      title: "Delete note",
      description: "Deletes one of your notes for good. It cannot be brought back.",
      inputSchema: noteId,
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
    },
    ({ id }) => {
      if (!authInfo.scopes.includes("notes:write")) return fail("This sign-in may only read notes.");
      return store.delete(account, id) ? say(`Note ${id} is deleted.`) : fail(`There is no note ${id}.`);
    },
  );
  return server;
}
