import { completable, type McpServer, ResourceTemplate } from "@modelcontextprotocol/server";
import { z } from "zod";
import { chime } from "./chime.ts";
import { HANDBOOK } from "./handbook.ts";

const ids = HANDBOOK.map((page) => page.id);
const startingWith = (value: string | undefined) => ids.filter((id) => id.startsWith(value ?? ""));

/** Offers the handbook's pages as resources, a sound, and a prompt about a page whose name is suggested. */
export function offerHandbook(server: McpServer): void {
  const template = new ResourceTemplate("handbook://{page}", {
    list: () => ({
      resources: HANDBOOK.map(({ id, title }) => ({
        uri: `handbook://${id}`,
        name: id,
        title,
        description: "A page of the company handbook",
        mimeType: "text/markdown",
      })),
    }),
    complete: { page: startingWith },
  });
  server.registerResource(
    "handbook-page",
    template,
    { title: "Handbook page", description: "A page of the company handbook, by its name", mimeType: "text/markdown" },
    (uri, { page: id }) => {
      const page = HANDBOOK.find((one) => one.id === id);
      if (!page) throw new Error(`There is no page ${String(id)}.`);
      return { contents: [{ uri: uri.href, mimeType: "text/markdown", text: `# ${page.title}\n\n${page.text}` }] };
    },
  );
  server.registerResource(
    "chime",
    "sound://chime",
    { title: "Chime", description: "The sound that ends a meeting", mimeType: "audio/wav" },
    (uri) => ({ contents: [{ uri: uri.href, mimeType: "audio/wav", blob: chime().toString("base64") }] }),
  );
  server.registerPrompt(
    "explain_page",
    {
      title: "Explain a handbook page",
      description: "Asks for a page of the handbook in plain words, for somebody new.",
      argsSchema: z.object({
        page: completable(z.enum(ids).describe("Which page"), startingWith),
        reader: z.string().optional().describe("Who will read it"),
      }),
    },
    ({ page: id, reader }) => {
      const page = HANDBOOK.find((one) => one.id === id);
      const text = `Explain the handbook page “${page?.title ?? id}” in plain words${reader ? ` for ${reader}` : ""}.`;
      const resource = { uri: `handbook://${id}`, mimeType: "text/markdown", text: page?.text ?? "" };
      return {
        messages: [
          { role: "user", content: { type: "text", text } },
          { role: "user", content: { type: "resource", resource } },
        ],
      };
    },
  );
}
