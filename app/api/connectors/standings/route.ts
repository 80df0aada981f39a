import { z } from "zod";
import { orgRoute } from "#lib/auth/org-route.ts";
import { listStandings } from "#lib/connections/standings.ts";

/** How each of my accounts stands now. */
export const GET = orgRoute({ name: "connectorStandings", schema: z.strictObject({}) }, (ctx) => listStandings(ctx));
