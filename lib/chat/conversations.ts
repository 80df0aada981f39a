/** What routes and our own server may read and change of conversations. */
export { listConversations } from "./data.ts";
export { setToggles } from "./mutations/switches.ts";
