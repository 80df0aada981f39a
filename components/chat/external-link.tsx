import { ExternalLink as Icon } from "lucide-react";
import type { ReactNode } from "react";
import { safeUrl } from "./safe-url.ts";

/** Text without markup, as far as it is given as such. */
function plain(children: ReactNode): string {
  if (typeof children === "string") return children;
  return Array.isArray(children) ? children.map(plain).join("") : "";
}

/** A link out of the app that names the host it leads to, whatever its words say. */
export function ExternalLink({ href, children }: { href: string | undefined; children: ReactNode }) {
  const url = safeUrl(href);
  if (!url) return <span>{children}</span>;
  const target = url.protocol === "mailto:" ? url.pathname : url.host;
  const isNamed = [url.href, href, target].includes(plain(children));
  return (
    <a
      href={url.href}
      target="_blank"
      rel="noopener noreferrer nofollow"
      className="text-accent-text underline underline-offset-2"
    >
      {children}
      {!isNamed && <span className="text-muted"> ({target})</span>}
      <Icon aria-hidden className="ml-0.5 inline size-3 align-baseline" />
    </a>
  );
}
