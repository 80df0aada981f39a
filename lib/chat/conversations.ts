/** What routes and our own server may read of conversations. */
export { listConversations } from "./data.ts";
