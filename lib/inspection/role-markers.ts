import { excerptAt } from "./hidden-characters.ts";
import { plainText } from "./plain-text.ts";
import type { Noticed } from "./types.ts";

/** Marks with which models tell their turns apart: nothing else is written like this. */
const TURN_MARKS =
  /<\|(?:im_start|im_end|system|user|assistant|endoftext|start_header_id|eot_id|begin_of_text)\|>|\[\/?INST\]|<<\/?SYS>>|<start_of_turn>|<end_of_turn>|\[SYSTEM(?:_PROMPT)?\]|<\/(?:outside|attachment|server-note|tool_result|tool_response|function_results?|user_query)\b|^#{2,4} ?(?:system|assistant) ?(?:prompt|message)?:|^(?:system|assistant) ?prompt:/im;

/** Elements that are written around orders, and around much else: what stands in them decides. */
const ORDER_TAGS =
  /<(?:system|system[-_ ]?(?:prompt|message|reminder|instructions?)|important|instructions?|secret|admin|hidden|priority|assistant|developer)>/gi;
const SPEAKS_TO_MODEL =
  / (?:assistant|you must|you should|you are|you have to|you need|your|the user|this tool|the tool|call|invoke|before using|do not|don t|never|ignore|send|forward|read|pass|execute|always) /;
const AHEAD = 240;
const MAX_TAGS = 50;

/** Text that poses as a turn of the conversation, or as what an operator tells a model. */
export function noticeRoleMarkers(text: string): Noticed[] {
  const mark = text.search(TURN_MARKS);
  if (mark >= 0) return [{ code: "poses_as_system", severity: "high", excerpt: excerptAt(text, mark) }];
  let first: number | null = null;
  let count = 0;
  for (const { index, 0: tag } of text.matchAll(ORDER_TAGS)) {
    const { words } = plainText(text.slice(index + tag.length, index + tag.length + AHEAD));
    if (SPEAKS_TO_MODEL.test(words))
      return [{ code: "poses_as_system", severity: "high", excerpt: excerptAt(text, index) }];
    first ??= index;
    count += 1;
    if (count >= MAX_TAGS) break;
  }
  return first === null ? [] : [{ code: "poses_as_system", severity: "low", excerpt: excerptAt(text, first) }];
}
