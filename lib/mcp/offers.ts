import { z } from "zod";
import {
  LIST_TIMEOUT_MS,
  MAX_OFFER_BYTES,
  MAX_OFFERED,
  OFFER_DESCRIPTION_CHARS,
  OFFER_MAX_PAGES,
  OFFER_NAME_CHARS,
} from "./constants.ts";
import { isShallow, jsonBytes } from "./json-limits.ts";
import type { Link } from "./link.ts";
import { readRequest } from "./read-request.ts";
import { storableJson } from "./storable-json.ts";

/** What a server offers of one kind: what could be read, and whether there is more that is not shown. */
export type Offered<T> = { items: T[]; isCut: boolean };

/** A text of the server's, cut to a length. */
export const cut = (chars: number) => z.string().transform((text) => text.slice(0, chars).toWellFormed());

/** Fields that prompts, resources and templates share (`BaseMetadata`). Something ill-formed that is optional is left out. */
export const offerFields = {
  name: z.string().max(OFFER_NAME_CHARS),
  title: cut(OFFER_NAME_CHARS).optional().catch(undefined),
  description: cut(OFFER_DESCRIPTION_CHARS).optional().catch(undefined),
};

/**
 * Walks a list to its end or to our bounds. Entries are read one by one: a bad one costs nobody the others.
 * @param key the field of an answer that holds the entries
 */
export async function walkOffers<S extends z.ZodType>(
  link: Link,
  method: "prompts/list" | "resources/list" | "resources/templates/list",
  key: string,
  schema: S,
): Promise<Offered<z.output<S>>> {
  const pageSchema = z.looseObject({ [key]: z.array(z.unknown()), nextCursor: z.string().optional() });
  const items: z.output<S>[] = [];
  let isCut = false;
  let bytes = 0;
  let cursor: string | undefined;
  for (let page = 0; page < OFFER_MAX_PAGES; page += 1) {
    const params = cursor === undefined ? {} : { cursor };
    const answer = await readRequest(link, { method, params }, pageSchema, LIST_TIMEOUT_MS);
    for (const raw of answer[key] as unknown[]) {
      const parsed = isShallow(raw) ? schema.safeParse(storableJson(raw)) : null;
      bytes += parsed?.success ? jsonBytes(parsed.data) : 0;
      if (!parsed?.success || items.length >= MAX_OFFERED || bytes > MAX_OFFER_BYTES) isCut = true;
      else items.push(parsed.data);
    }
    const next = answer.nextCursor as string | undefined;
    if (next === undefined || next === cursor) return { items, isCut };
    if (items.length >= MAX_OFFERED || bytes > MAX_OFFER_BYTES) return { items, isCut: true };
    cursor = next;
  }
  return { items, isCut: true };
}
