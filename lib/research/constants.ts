/** Limits of an investigation. What a plan may ask for at most holds for everybody in every organization. */

/** What a plan may spend at most: calls, minutes from its start, tokens of the model. */
export const CAPS_MAX = { calls: 60, minutes: 30, tokens: 600_000 } as const;
/** What a plan gets that asks for nothing else. */
export const CAPS_DEFAULT = { calls: 20, minutes: 10, tokens: 200_000 } as const;
/** Less than this leads nowhere. */
export const CAPS_MIN = { calls: 1, minutes: 1, tokens: 10_000 } as const;

/** Questions of one plan, and characters of each. */
export const QUESTIONS_MAX = 8;
export const QUESTION_CHARS = 500;
/** Characters of the reason a model gives for its plan. */
export const REASON_CHARS = 2_000;
/** Tools in one plan; and as many a model is told of when it makes one. */
export const PLAN_TOOLS_MAX = 40;
/** A plan nobody has answered is void after this, by the database's clock. */
export const PLAN_TTL_SECONDS = 24 * 60 * 60;

/** Calls under way at the same time, in all and at one connector. */
export const PARALLEL_CALLS = { all: 6, perConnector: 3 } as const;
/** Model steps of one investigation before its report. */
export const STEPS_MAX = 40;

/** Notes of one investigation, characters of each, and calls one may rest on. */
export const FINDINGS_MAX = 200;
export const FINDING_CHARS = 2_000;
export const FINDING_SOURCES_MAX = 10;

/** Characters of results a model is shown in one step: of one call, of all together, and of those there is no more room for. */
export const EXCERPT_CHARS = 10_000;
export const EXCERPTS_CHARS = 80_000;
export const GLIMPSE_CHARS = 300;
/** Characters of a report. */
export const REPORT_CHARS = 100_000;
