import { SHAPE_ATTACKS } from "./shape-attacks.ts";
import { SIZE_ATTACKS } from "./size-attacks.ts";
import { STREAM_ATTACKS } from "./stream-attacks.ts";

export type { Attack } from "./answers.ts";

/** Everything a hostile server does to us in tests/soak/resource-attacks.test.ts. */
export const ATTACKS = [...SIZE_ATTACKS, ...SHAPE_ATTACKS, ...STREAM_ATTACKS];
