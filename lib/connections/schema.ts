import { z } from "zod";

export const connectInput = z.strictObject({
  connectorId: z.string().min(1).max(64),
  /** One of our own pages, to come back to. */
  returnTo: z.string().max(2_048),
});
export type ConnectInput = z.infer<typeof connectInput>;

export const connectorInput = z.strictObject({ connectorId: z.string().min(1).max(64) });

/** The query of a provider's answer, carried through a sign-in of ours. */
export const confirmInput = z.strictObject({
  connectorId: z.string().min(1).max(64),
  query: z.string().max(16_384),
});
