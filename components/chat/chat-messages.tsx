import type { ReactNode } from "react";
import { ClientMessages } from "#components/i18n/client-messages.tsx";

/** The words of the chat: its own, those for calls and rules, and those for connecting from inside it. */
export function ChatMessages({ children }: { children: ReactNode }) {
  return (
    <ClientMessages
      namespaces={[
        "approvals",
        "chat",
        "chatErrors",
        "connections",
        "content",
        "inspection",
        "mcp",
        "models",
        "oauth",
        "policy",
        "questions",
        "research",
        "toolAccess",
        "toolCalls",
        "transcript",
        "waiting",
      ]}
    >
      {children}
    </ClientMessages>
  );
}
