/** What the checks look for. Words for each are in the catalogue, namespace `inspection`. */
export const FINDING_CODES = [
  "overrides_instructions",
  "keeps_from_user",
  "avoids_approval",
  "poses_as_system",
  "addresses_assistant",
  "reaches_for_secrets",
  "sends_data_out",
  "hidden_text",
  "names_other_tool",
  "lookalike_name",
  "mixed_scripts",
  "remote_image",
  "carries_data",
  "script_link",
  "encoded_instruction",
  "asks_for_secret",
  "not_checked",
] as const;

/** Characters of a finding's excerpt, and of each side of what was found. */
export const EXCERPT_CHARS = 200;
export const EXCERPT_BEFORE = 40;
/** Characters looked at in one text, and in one definition or result: more than a model is given of either. */
export const MAX_TEXT_CHARS = 160_000;
export const MAX_TOTAL_CHARS = 400_000;
/** Texts of one part that are looked at one by one to say where something stands, and how deep they may lie. */
export const MAX_TEXTS_APART = 500;
export const MAX_DEPTH = 80;
/** Findings kept of one text, and of one definition or result. */
export const MAX_FINDINGS_PER_TEXT = 8;
export const MAX_FINDINGS = 32;
/** Characters decoded from what one text holds in another form, and how often a form may lie within a form. */
export const MAX_DECODED_CHARS = 65_536;
export const MAX_DECODING_DEPTH = 2;
/** Links looked at in one text, and characters of one address. */
export const MAX_LINKS = 2_000;
export const MAX_ADDRESS_CHARS = 4_096;
