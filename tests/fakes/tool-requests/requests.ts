import { MONEY_AND_PEOPLE } from "./money-and-people.ts";
import { OTHER_LANGUAGES } from "./other-languages.ts";
import { TALKING } from "./talking.ts";
import { WORKING } from "./working.ts";

/** What somebody says, and the tools that would do it: one, or several that would do it equally well. */
export type ToolRequest = readonly [says: string, ...means: string[]];

/** Two hundred requests as people put them, for the tools of the catalogue. */
export const TOOL_REQUESTS: readonly ToolRequest[] = [...TALKING, ...WORKING, ...MONEY_AND_PEOPLE, ...OTHER_LANGUAGES];
