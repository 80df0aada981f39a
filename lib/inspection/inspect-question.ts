import { secretFields, worstFirst } from "./inspect-definition.ts";
import { inspectText } from "./inspect-text.ts";
import { noticeIn, textsIn } from "./texts.ts";
import type { Finding } from "./types.ts";

/** What a server asks a person: by a form, or by sending them to an address. */
type Asked = { message: string; fields?: readonly AskedField[]; url?: string };
type AskedField = {
  name: string;
  title: string;
  description: string;
  options?: readonly { title: string }[];
  initial: unknown;
};

/**
 * What is suspicious in a server's question: its words as a definition's are, and a field that wants a secret. Less is
 * said of the address: that of a sign-in holds much that would be odd among words.
 */
export function inspectQuestion({ message, fields = [], url }: Asked): Finding[] {
  const asked = fields.map(({ name, title, description, options, initial }) => [
    name,
    { title, description, options: options?.map((option) => option.title), initial },
  ]);
  const words = textsIn({ message, fields: Object.fromEntries(asked) }, "");
  const names = fields.map(({ name }) => name);
  return worstFirst([
    ...noticeIn(words, "fields", (text) => inspectText(text, "definition")),
    ...noticeIn(textsIn({ url }, ""), "url", (text) => inspectText(text, "result")).filter(isHigh),
    ...secretFields(names, "fields"),
  ]);
}

const isHigh = ({ severity }: Finding) => severity === "high";
