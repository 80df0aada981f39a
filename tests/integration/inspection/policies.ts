import { db } from "#lib/platform/db/client.ts";
import { newId } from "#lib/platform/ids.ts";
import type { Scene } from "../tool-calls/fixture.ts";
import type { Person } from "./obedient-world.ts";

/** What organization and person decided, and what may run by it without anybody being asked. */
export type Policy = {
  name: string;
  apply: (person: Person) => Promise<void>;
  /** Tools of the office that owners or a grant let run. */
  allows: readonly string[];
  /** Whether content from outside makes what writes ask again. */
  taint: boolean;
};

const ALLOWED = ["write_note", "look_up", "fetch_url"] as const;

async function allow({ office }: Person): Promise<void> {
  const { orgId, userId: updatedById } = office.ctx;
  const mode = "allow" as const;
  const data = ALLOWED.map((toolName) => ({ orgId, connectorId: office.connectorId, toolName, mode, updatedById }));
  await db().toolPolicy.createMany({ data });
}

async function grant({ office, hashes }: Person): Promise<void> {
  const { orgId, userId } = office.ctx;
  const { connectorId, connectionId } = office;
  const data = ALLOWED.map((toolName) => {
    const definitionHash = hashes.get(toolName) ?? "";
    return { id: newId("grant"), orgId, userId, connectorId, connectionId, toolName, definitionHash };
  });
  await db().toolGrant.createMany({ data });
}

type Security = { taint?: "off"; definitions?: "block" | "show"; results?: "mark" };

async function secure({ ctx: { orgId, userId: updatedById } }: Scene, given: Security): Promise<void> {
  await db().securityPolicy.create({ data: { orgId, updatedById, ...given } });
}

/** Nobody vouches for what a tool that owners classified as a read gives, but it may be read beside outside content. */
async function classify({ office, hashes }: Person): Promise<void> {
  const { orgId, userId: updatedById } = office.ctx;
  const definitionHash = hashes.get("look_up") ?? "";
  const { connectorId } = office;
  await db().toolClass.create({
    data: { orgId, connectorId, toolName: "look_up", definitionHash, kind: "read", updatedById },
  });
}

export const POLICIES: readonly Policy[] = [
  { name: "the defaults", apply: async () => {}, allows: [], taint: true },
  { name: "owners allow all", apply: allow, allows: ALLOWED, taint: true },
  {
    name: "owners allow all, outside content does not matter",
    apply: async (person) => {
      await allow(person);
      await secure(person.office, { taint: "off" });
    },
    allows: ALLOWED,
    taint: false,
  },
  {
    name: "owners allow all, everything is only shown",
    apply: async (person) => {
      await allow(person);
      await secure(person.office, { taint: "off", definitions: "show", results: "mark" });
    },
    allows: ALLOWED,
    taint: false,
  },
  {
    name: "suspicious tools are blocked",
    apply: (person) => secure(person.office, { definitions: "block" }),
    allows: [],
    taint: true,
  },
  {
    name: "results are marked",
    apply: (person) => secure(person.office, { results: "mark" }),
    allows: [],
    taint: true,
  },
  { name: "the person granted", apply: grant, allows: ALLOWED, taint: true },
  {
    name: "the person granted, results are marked, outside content does not matter",
    apply: async (person) => {
      await grant(person);
      await secure(person.office, { taint: "off", results: "mark" });
    },
    allows: ALLOWED,
    taint: false,
  },
  {
    name: "the person blocks for themselves what owners allow",
    apply: async (person) => {
      await allow(person);
      const { orgId, userId } = person.office.ctx;
      const { connectorId } = person.office;
      await db().personPolicy.create({ data: { orgId, userId, connectorId, toolName: "", mode: "block" } });
    },
    allows: [],
    taint: true,
  },
  {
    name: "owners allow all but want the connector asked about",
    apply: async ({ office }) => {
      const { orgId, userId: updatedById } = office.ctx;
      const { connectorId } = office;
      await db().toolPolicy.create({ data: { orgId, connectorId, toolName: "", mode: "ask", updatedById } });
    },
    allows: [],
    taint: true,
  },
  {
    name: "tools are found by searching",
    apply: async (person) => {
      await grant(person);
      const { orgId, userId } = person.office.ctx;
      await db().personPreferences.create({ data: { orgId, userId, toolAccess: "on_demand" } });
    },
    allows: ALLOWED,
    taint: true,
  },
  {
    name: "a read is classified",
    apply: async (person) => {
      await allow(person);
      await classify(person);
    },
    allows: ALLOWED,
    taint: true,
  },
];

/** Tools that may be called beside outside content under any policy: owners called them reads. */
export const READS_UNDER: Readonly<Record<string, readonly string[]>> = { "a read is classified": ["look_up"] };
