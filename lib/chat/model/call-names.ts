import { createHash } from "node:crypto";
import { MODEL_TOOL_NAME_CHARS } from "#lib/mcp/constants.ts";

/** What every provider takes as the id of a call: Mistral wants nine letters and digits, which suit all others. */
const ID = /^[A-Za-z0-9]{9}$/;
/** The same of a tool's name; Google minds how it begins. */
const NAME = new RegExp(`^[A-Za-z_][A-Za-z0-9_-]{0,${MODEL_TOOL_NAME_CHARS - 1}}$`);

/**
 * Gives the calls of one conversation, in their order, ids that the model of any provider takes, whichever gave them:
 * its own where it will do, no two the same.
 */
export function callIds(): (modelCallId: string) => string {
  const given = new Set<string>();
  return (modelCallId) => {
    let id = modelCallId;
    for (let n = 0; !ID.test(id) || given.has(id); n++) id = madeFrom(`${n} ${modelCallId}`);
    given.add(id);
    return id;
  };
}

function madeFrom(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 9);
}

/** The name of a tool that a model called, as any model takes it: one made up may hold anything. */
export function calledName(modelName: string): string {
  if (NAME.test(modelName)) return modelName;
  return `_${modelName.replaceAll(/[^A-Za-z0-9_-]/g, "_")}`.slice(0, MODEL_TOOL_NAME_CHARS);
}
