import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

/** One German word for one thing, wherever it is spoken of; and what was said beside it, which does not come back. */
const REJECTED = [
  ["Konnektor", /Connector/],
  ["Eigentümer", /Inhaber/],
  ["Freigabe", /genehmig/i],
  ["Client-Secret", /Client-Geheimnis|ID und Geheimnis/],
  ["Werkzeug", /\bTools?\b/],
  ["Unterhaltung", /Konversation|\bChats?\b/],
  ["Konto", /\bAccounts?\b/],
  ["Arbeitsbereich", /\bWorkspaces?\b/],
  ["Sie", /\b(?:du|dich|dir|deine?[mnrs]?|Behalte|Wähle|Gib|Prüfe|Öffne|Trage|Schalte|Melde)\b/],
] as const;

const folder = path.resolve("messages/de");
const words = readdirSync(folder).flatMap((file) => {
  const found: string[] = [];
  JSON.parse(readFileSync(path.join(folder, file), "utf8"), (_, value) => {
    if (typeof value === "string") found.push(`${file}: ${value}`);
    return value;
  });
  return found;
});

test.each(REJECTED)("in German it is called “%s” everywhere", (_, rejected) => {
  expect(words.filter((said) => rejected.test(said))).toEqual([]);
});
