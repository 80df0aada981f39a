import { decideApproval } from "#lib/approvals/decide.ts";
import { definitionHash } from "#lib/mcp/definition.ts";
import type { McpTool } from "#lib/mcp/types.ts";
import { db } from "#lib/platform/db/client.ts";
import { newId } from "#lib/platform/ids.ts";
import { canonicalArguments } from "#lib/tool-calls/arguments.ts";
import { advanceToolCall } from "#lib/tool-calls/execute.ts";
import { noteTaint } from "#lib/tool-calls/mutations/taint.ts";
import { cancelToolCall, cancelToolCalls } from "#lib/tool-calls/mutations.ts";
import type { RpcMessage, ScriptedServer } from "#tests/integration/mcp/scripted-server.ts";
import { createScene, propose, type Scene, setPolicy, TOOL, toggle } from "#tests/integration/tool-calls/fixture.ts";
import type { Operation } from "./operations.ts";

export type Arguments = { [key: string]: unknown };

/** The tool in one of its descriptions; which one counts. */
export function toolOf(version: number): McpTool {
  return { ...TOOL, description: `As of ${version}` };
}

/** What the server carried out, by the call's own key among its arguments. */
export class Executions {
  private readonly byKey = new Map<string, Arguments[]>();

  /** Has the server tell of every call it carries out. */
  watch(server: ScriptedServer): void {
    server.script = ({ message }) => {
      this.take(message);
      return undefined;
    };
  }

  of(key: string): readonly Arguments[] {
    return this.byKey.get(key) ?? [];
  }

  private take({ method, params }: RpcMessage): void {
    if (method !== "tools/call") return;
    const args = params?.arguments as Arguments;
    const key = String(args.call);
    this.byKey.set(key, [...this.of(key), args]);
  }
}

/** A question as a browser shows it. */
export type Shown = { approvalId: string; shownHash: string };

/** One call of a case, with every question about it that a browser has shown so far. */
export type Call = { id: string; key: string; shown: Shown[] };

/** A decision that was taken: about which question, with which arguments if they were changed. */
export type Taken = { call: Call; approvalId: string; decision: string; editedHash: string | null };

/** One person whose calls are decided about, case after case, everything else as it was at first each time. */
export class Lane {
  calls: Call[] = [];
  taken: Taken[] = [];
  scene: Scene;
  /** Another connector, for content from outside. */
  private readonly outsideId: string;

  private constructor(scene: Scene, outsideId: string) {
    this.scene = scene;
    this.outsideId = outsideId;
  }

  static async open(url: string): Promise<Lane> {
    const scene = await createScene(url);
    const outside = await createScene(url, { member: scene.member });
    return new Lane(scene, outside.connectorId);
  }

  /** A new conversation with two calls of the tool; nothing that an earlier case decided is left. */
  async begin(): Promise<void> {
    const { ctx, connectorId } = this.scene;
    const mine = { orgId: ctx.orgId, userId: ctx.userId };
    const [conversationId, runId] = [newId("conversation"), newId("run")];
    await db().membership.updateMany({ where: mine, data: { role: "member" } });
    await db().toolPolicy.deleteMany({ where: { connectorId } });
    await db().personPolicy.deleteMany({ where: { connectorId } });
    await db().toolGrant.deleteMany({ where: { connectorId } });
    await db().conversation.create({ data: { id: conversationId, ...mine } });
    await db().run.create({ data: { id: runId, ...mine, conversationId, idempotencyKey: runId, state: "running" } });
    await this.connect();
    await this.describe(0);
    this.scene = { ...this.scene, conversationId, runId };
    this.taken = [];
    this.calls = await Promise.all(
      ["a", "b"].map(async (name) => {
        const key = `${runId}:${name}`;
        const proposed = { arguments: { call: key, v: 0 }, definitionHash: definitionHash(toolOf(0)) };
        return { id: await propose(this.scene, proposed), key, shown: [] };
      }),
    );
  }

  /** What browsers show by now. */
  async look(): Promise<void> {
    const open = await db().approval.findMany({ where: { toolCallId: { in: this.calls.map(({ id }) => id) } } });
    for (const { id, toolCallId, argumentsHash, state } of open) {
      const call = this.calls.find((one) => one.id === toolCallId);
      if (state === "pending" && call?.shown.at(-1)?.approvalId !== id)
        call?.shown.push({ approvalId: id, shownHash: argumentsHash });
    }
  }

  async perform(operation: Operation): Promise<void> {
    const { ctx, connectorId, conversationId, runId } = this.scene;
    const mine = { orgId: ctx.orgId, userId: ctx.userId };
    switch (operation.kind) {
      case "advance":
        await advanceToolCall(ctx, this.call(operation.call).id);
        return;
      case "decide":
        return this.decide(operation);
      case "expire": {
        const { id } = this.call(operation.call);
        await db()
          .$executeRaw`UPDATE approvals SET expires_at = now() WHERE tool_call_id = ${id} AND state <> 'consumed'`;
        return;
      }
      case "stop":
        await cancelToolCalls(ctx, runId);
        return;
      case "cancel":
        await cancelToolCall(ctx, this.call(operation.call).id);
        return;
      case "role":
        await db().membership.updateMany({ where: mine, data: { role: operation.to } });
        return;
      case "switch":
        return toggle(this.scene, "", operation.on);
      case "policy":
        if (operation.mode === null) await db().toolPolicy.deleteMany({ where: { connectorId } });
        else await setPolicy(this.scene, operation.mode);
        return;
      case "narrow": {
        const key = { userId: ctx.userId, connectorId, toolName: "" };
        if (operation.mode === null) await db().personPolicy.deleteMany({ where: key });
        else
          await db().personPolicy.upsert({
            where: { userId_connectorId_toolName: key },
            create: { ...key, orgId: ctx.orgId, mode: operation.mode },
            update: { mode: operation.mode },
          });
        return;
      }
      case "account":
        return operation.to === "gone" ? this.disconnect() : this.connect();
      case "definition":
        return this.describe(operation.version);
      case "taint": {
        const brought = {
          conversationId,
          connectorId: this.outsideId,
          kind: "tool_call",
          id: "x",
          name: "read",
        } as const;
        return db().$transaction((tx) => noteTaint(tx, ctx, brought));
      }
      case "revoke":
        await db().toolGrant.updateMany({ where: { ...mine, revokedAt: null }, data: { revokedAt: new Date() } });
    }
  }

  private call(index: number): Call {
    const call = this.calls[index];
    if (!call) throw new RangeError("No such call");
    return call;
  }

  private async decide(operation: Extract<Operation, { kind: "decide" }>): Promise<void> {
    const call = this.call(operation.call);
    const shown = operation.isOld ? call.shown[0] : call.shown.at(-1);
    if (!shown) return;
    const { decision, edit } = operation;
    const edited = edit === null ? undefined : (canonicalArguments({ call: call.key, v: edit }) ?? undefined);
    const answered = await decideApproval(this.scene.ctx, { toolCallId: call.id, decision, edited, ...shown });
    if (!answered.ok) return;
    const isEdited = edited !== undefined && decision !== "deny" && edited.hash !== shown.shownHash;
    const { approvalId } = shown;
    this.taken.push({ call, approvalId, decision, editedHash: isEdited ? edited.hash : null });
  }

  private async disconnect(): Promise<void> {
    await db().connection.deleteMany({ where: { id: this.scene.connectionId } });
  }

  private async connect(): Promise<void> {
    const { ctx, connectorId } = this.scene;
    const mine = { orgId: ctx.orgId, userId: ctx.userId, connectorId };
    if ((await db().connection.count({ where: mine })) > 0) return;
    const connectionId = newId("connection");
    const tools = { create: { name: TOOL.name, position: 0, ...definitionOf(0) } };
    const data = { id: connectionId, ...mine, accountName: "ann@there", toolsSyncedAt: new Date(), tools };
    await db().connection.create({ data });
    this.scene = { ...this.scene, connectionId };
  }

  private async describe(version: number): Promise<void> {
    const { connectionId } = this.scene;
    await db().toolDefinition.updateMany({ where: { connectionId }, data: definitionOf(version) });
  }
}

function definitionOf(version: number): { definition: object; hash: string } {
  const tool = toolOf(version);
  return { definition: tool, hash: definitionHash(tool) };
}
