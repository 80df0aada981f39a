import { expect, test } from "vitest";
import { listEvents } from "#lib/audit/data.ts";
import type { AuditEvent } from "#lib/audit/events.ts";
import { record } from "#lib/audit/record.ts";
import { db } from "#lib/platform/db/client.ts";
import { contextFor, createMember } from "#tests/factories/people.ts";

const EVENT: AuditEvent = { type: "invite.revoked", subject: { type: "invite", id: "inv_1" }, data: {} };

test("a workspace reads its own trail, newest first, page by page", async () => {
  const [mine, theirs] = [contextFor(await createMember()), contextFor(await createMember())];
  for (const id of ["inv_1", "inv_2"])
    await db().$transaction((tx) => record(tx, mine, { ...EVENT, subject: { type: "invite", id } }));
  await db().$transaction((tx) => record(tx, theirs, EVENT));
  const [newest, oldest, ...rest] = await listEvents(mine);
  expect([newest?.subjectId, oldest?.subjectId, rest]).toEqual(["inv_2", "inv_1", []]);
  expect(newest).toMatchObject({ actorId: mine.userId, type: "invite.revoked", subjectType: "invite" });
  expect(await listEvents(mine, newest?.id)).toEqual([oldest]);
});

test("what cannot be recorded does not happen", async () => {
  const { user } = await createMember();
  const wrong = { ...EVENT, data: { token: "secret" } } as unknown as AuditEvent;
  const change = db().$transaction(async (tx) => {
    await tx.user.update({ where: { id: user.id }, data: { name: "Changed" } });
    await record(tx, null, wrong);
  });
  await expect(change).rejects.toThrow();
  expect((await db().user.findUniqueOrThrow({ where: { id: user.id } })).name).toBe(user.name);
});

test.each(["UPDATE audit_events SET type = 'x'", "DELETE FROM audit_events", "TRUNCATE audit_events"])(
  "the database itself refuses: %s",
  async (statement) => {
    await db().$transaction((tx) => record(tx, null, EVENT));
    await expect(db().$executeRawUnsafe(statement)).rejects.toThrow(/append-only/);
  },
);
