import { z } from "zod";
import { ACTION_KINDS } from "#lib/policy/types.ts";
import { MAX_CLASSIFIED, POLICY_MODES } from "./constants.ts";

const id = z.string().min(1).max(64);
const toolName = z.string().max(256);
const definitionHash = z.string().min(1).max(128);

/**
 * Owners' decision for a tool, or for the connector as a whole (`toolName` ""); null takes it back.
 * `definitionHash`: the definition they were shown, for an "allow".
 */
export const policyInput = z.strictObject({
  connectorId: id,
  toolName,
  mode: z.enum(POLICY_MODES).nullable(),
  definitionHash: definitionHash.optional(),
});
export type PolicyInput = z.infer<typeof policyInput>;

/** Owners' decision for the tools of one kind; null takes it back. */
export const kindPolicyInput = z.strictObject({
  connectorId: id,
  kind: z.enum(ACTION_KINDS),
  mode: z.enum(POLICY_MODES).nullable(),
});
export type KindPolicyInput = z.infer<typeof kindPolicyInput>;

/** What these tools do, by owners' word about the definitions they were shown; null takes it back. */
export const classifyInput = z.strictObject({
  connectorId: id,
  tools: z
    .array(z.strictObject({ toolName: toolName.min(1), definitionHash, kind: z.enum(ACTION_KINDS).nullable() }))
    .min(1)
    .max(MAX_CLASSIFIED),
});
export type ClassifyInput = z.infer<typeof classifyInput>;

export const trustInput = z.strictObject({ connectorId: id, isTrusted: z.boolean() });
export type TrustInput = z.infer<typeof trustInput>;

/** What the caller wants stricter for themselves; null takes it back. */
export const ownPolicyInput = z.strictObject({
  connectorId: id,
  toolName,
  mode: z.enum(["ask", "block"]).nullable(),
});
export type OwnPolicyInput = z.infer<typeof ownPolicyInput>;

/**
 * What owners decided about content from outside. `taint`: a write beside content of another, untrusted connector;
 * `definitions`, `results`: those in which the checks find something.
 */
export const securityPolicySchema = z.strictObject({
  taint: z.enum(["ask", "off"]),
  definitions: z.enum(["block", "ask", "show"]),
  results: z.enum(["withhold", "mark"]),
});
