import { z } from "zod";

const text = z.string();

/** One kind of event: its name, what kind of thing it is about, and the shape of its data. No secrets, no remote text uncapped. */
function event<Type extends string, Subject extends string, Data extends z.ZodRawShape>(
  type: Type,
  subject: Subject,
  data: Data,
) {
  return z.strictObject({
    type: z.literal(type),
    subject: z.strictObject({ type: z.literal(subject), id: text }),
    data: z.strictObject(data),
  });
}

const policyMode = z.enum(["allow", "ask", "block"]);
const actionKind = z.enum(["read", "write", "delete"]);
const role = z.enum(["owner", "admin", "member", "auditor"]);

/** Everything the trail can say, one line per kind of event. `<noun>.<past participle>`; the noun need not be the subject. */
export const auditEvent = z.discriminatedUnion("type", [
  // people and workspaces
  event("instance.setUp", "user", { workspace: z.enum(["personal", "organization"]) }),
  event("organization.created", "organization", { name: text }),
  event("user.signedUp", "user", { by: z.enum(["open", "invite"]) }),
  event("user.passwordChanged", "user", { by: z.enum(["self", "resetLink"]) }),
  event("user.passwordResetCreated", "user", { by: z.enum(["owner", "operator"]), expiresAt: z.iso.datetime() }),
  event("session.started", "session", {}),
  event("session.ended", "session", { by: z.enum(["signOut", "self", "passwordChange"]) }),
  event("invite.created", "invite", { role, expiresAt: z.iso.datetime() }),
  event("invite.revoked", "invite", {}),
  event("invite.accepted", "invite", { role }),
  event("member.roleChanged", "user", { from: role, to: role }),
  event("member.madeOwner", "user", { by: z.literal("operator"), from: role.nullable() }),
  event("member.removed", "user", { role }),
  event("member.left", "user", { role }),

  // connectors and accounts at them
  event("connector.added", "connector", { name: text, host: text, found: text, authentication: text }),
  event("connector.edited", "connector", { name: text, host: text, connectionsEnded: z.int() }),
  event("connector.settingsChanged", "connector", { changed: z.array(text), authentication: text }),
  event("connector.headerSet", "connector", { header: text }),
  event("connector.headerRemoved", "connector", { header: text }),
  event("connector.clientChanged", "connector", {
    clientId: text.nullable(),
    secret: z.enum(["none", "replaced"]),
  }),
  event("connector.removed", "connector", { name: text, host: text, connectionsEnded: z.int() }),
  event("connector.reported", "connector", { name: text, reason: text }),
  event("connector.policyChanged", "connector", {
    toolName: text,
    mode: policyMode.nullable(),
    definitionHash: text.nullable().default(null),
  }),
  event("connector.kindPolicyChanged", "connector", { kind: actionKind, mode: policyMode.nullable() }),
  event("connector.toolClassified", "connector", {
    toolName: text,
    kind: actionKind.nullable(),
    definitionHash: text,
  }),
  event("connector.trustChanged", "connector", { isTrusted: z.boolean() }),
  event("organization.securityChanged", "organization", { taint: text, definitions: text, results: text }),
  event("person.policyChanged", "connector", { toolName: text, mode: z.enum(["ask", "block"]).nullable() }),
  event("connection.connected", "connection", { connectorId: text, signIn: z.boolean(), issuer: text.nullable() }),
  event("connection.disconnected", "connection", { connectorId: text }),
  event("connection.signInNeeded", "connection", { userId: text, reason: text }),

  // what people take from a connector themselves; addresses and arguments can tell what somebody works on, so by hash
  event("connection.resourceRead", "connection", { connectorId: text, scheme: text, uriHash: text }),
  event("connection.promptRead", "connection", { connectorId: text, prompt: text, argumentsHash: text }),

  // models
  event("modelProvider.added", "modelProvider", {
    name: text,
    provider: text,
    host: text.nullable(),
    hasKey: z.boolean(),
  }),
  event("modelProvider.changed", "modelProvider", {
    name: text,
    host: text.nullable(),
    key: z.enum(["kept", "replaced", "forgotten"]),
  }),
  event("modelProvider.removed", "modelProvider", { name: text, models: z.int() }),
  event("model.added", "model", { label: text, modelName: text }),
  event("model.changed", "model", { label: text, modelName: text }),
  event("model.enabled", "model", { label: text, isEnabled: z.boolean() }),
  event("model.madeDefault", "model", { label: text }),
  event("model.removed", "model", { label: text }),
  event("modelLimits.changed", "organization", { tokens: z.int().nullable(), toolCalls: z.int().nullable() }),

  // conversations
  event("conversation.deleted", "conversation", {}),
  event("attachment.givenAnyway", "conversation", { attachmentId: text, findings: text }),

  // tool calls, their approvals, and what is allowed for good
  event("toolCall.requested", "toolCall", {
    origin: z.enum(["model", "person", "research"]),
    conversationId: text,
    connectorId: text,
    tool: text,
    argumentsHash: text,
    definitionHash: text,
  }),
  event("toolCall.asked", "toolCall", {
    approvalId: text,
    rule: text,
    /** The connector whose content asked; null: none did. */
    taintedBy: text.nullable().default(null),
    argumentsHash: text,
    definitionHash: text,
  }),
  event("toolCall.decided", "toolCall", {
    approvalId: text,
    decision: z.enum(["allow_once", "allow_always", "allow_for_organization", "deny", "expired"]),
    /** The hash of the arguments as the person changed them; null: they did not. */
    editedHash: text.nullable().default(null),
  }),
  event("toolCall.dispatched", "toolCall", {
    rule: text,
    approvalId: text.nullable(),
    connectionId: text,
    argumentsHash: text,
    definitionHash: text,
  }),
  event("toolCall.questioned", "toolCall", { round: z.int(), questions: z.int() }),
  event("toolCall.answered", "toolCall", { questionId: text, action: z.enum(["accept", "decline", "cancel"]) }),
  event("toolCall.continued", "toolCall", { round: z.int() }),
  event("toolCall.connectionNeeded", "toolCall", {
    need: z.enum(["connect", "reconnect", "step_up"]),
    connectionId: text.nullable(),
    isSent: z.boolean(),
  }),
  event("toolCall.resent", "toolCall", {
    connectionId: text,
    argumentsHash: text,
    definitionHash: text,
    resends: z.int(),
  }),
  event("toolCall.cancelRequested", "toolCall", {}),
  event("toolCall.givenAnyway", "toolCall", { findings: text }),
  event("toolCall.finished", "toolCall", { state: text, rule: text.nullable(), failure: text.nullable() }),
  event("grant.created", "grant", { connectorId: text, connectionId: text, tool: text, definitionHash: text }),
  event("grant.revoked", "grant", { connectorId: text, connectionId: text, tool: text }),

  // investigations: the plan a person approves, what it may spend, how it ended
  event("research.proposed", "research", { conversationId: text, planHash: text, tools: z.int() }),
  event("research.decided", "research", {
    decision: z.enum(["start", "decline", "expired"]),
    planHash: text,
    tools: z.int(),
    calls: z.int(),
    minutes: z.int(),
    tokens: z.int(),
  }),
  event("research.reportAsked", "research", {}),
  event("research.finished", "research", { state: text, calls: z.int(), tokens: z.int() }),
]);

export type AuditEvent = z.infer<typeof auditEvent>;
