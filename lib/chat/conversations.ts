/** What routes and our own server may read of conversations. */
export { findConversation, listConversations } from "./data.ts";
