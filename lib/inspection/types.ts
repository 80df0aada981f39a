import type { FINDING_CODES } from "./constants.ts";

export type FindingCode = (typeof FINDING_CODES)[number];

/** `high`: kept from the model or asked about, by policy. `low`: shown, and nothing else comes of it. */
export type Severity = "high" | "low";

/** Something in the words of a server that a person should look at before a model acts on it. */
export type Finding = {
  code: FindingCode;
  /** The field of a definition or the part of a result: `description`, `content.0.text`, `structuredContent.note`. */
  where: string;
  /** The place, at most EXCERPT_CHARS, with what cannot be seen made visible. */
  excerpt: string;
  severity: Severity;
};

/** Where a text stands: what is usual in one place is not in the other. */
export type Place = "definition" | "result";

/** What was noticed in a text, before it is said where the text stands. */
export type Noticed = Omit<Finding, "where">;

/** A connector of the person's by its name, the prefix of its tools and what they are called. */
export type NamedConnector = { name: string; slug: string; tools: readonly string[] };
