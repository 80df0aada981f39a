import { common, createLowlight } from "lowlight";

const lowlight = createLowlight(common);

/** The nodes of a highlighted code: texts, and spans with the names of what they are. Unknown languages: null. */
export function highlight(language: string, code: string) {
  return lowlight.registered(language) ? lowlight.highlight(language, code).children : null;
}
