import type { Message, Transcript } from "./types.ts";

/** The messages shown, and the ways not taken: each from the version that is not shown to the end it had come to. */
type Paths = Pick<Transcript, "messages" | "aside">;

/**
 * The same conversation with this message on the path shown, and after it whatever stood there when it was last shown.
 * What is shown, or does not exist, changes nothing.
 */
export function show(paths: Paths, id: number): Paths {
  if (has(paths.messages, id)) return paths;
  const tail = paths.aside.find((each) => has(each, id));
  const [head] = tail ?? [];
  if (!tail || !head) return paths;
  // Of the versions of a message exactly one stands within the way that leads to it: the way to that one leads here.
  const within = (head.versions ?? []).find(
    (version) => has(paths.messages, version) || paths.aside.some((each) => has(each.slice(1), version)),
  );
  if (within === undefined) return paths;
  const shown = show(paths, within);
  const at = shown.messages.findIndex((message) => message.id === within);
  if (at === -1) return paths;
  return {
    messages: [...shown.messages.slice(0, at), ...tail],
    aside: [...shown.aside.filter((each) => each !== tail), shown.messages.slice(at)],
  };
}

/** Puts a message beside another, as a version of it: the new one is shown, the other and what follows it kept aside. */
export function putBeside(paths: Paths, id: number, message: Message): Paths {
  const shown = show(paths, id);
  const at = shown.messages.findIndex((one) => one.id === id);
  if (at === -1) return { ...paths, messages: [...paths.messages, message] };
  const versions = [...(shown.messages[at]?.versions ?? [id]), message.id];
  const know = (one: Message) => (versions.includes(one.id) ? { ...one, versions } : one);
  const aside = [...shown.aside, shown.messages.slice(at)].map((tail) => tail.map(know));
  return { messages: [...shown.messages.slice(0, at), { ...message, versions }], aside };
}

function has(messages: readonly Message[], id: number): boolean {
  return messages.some((message) => message.id === id);
}
