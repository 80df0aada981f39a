"use client";

import { ExternalLink as Icon } from "lucide-react";
import { createContext, type ReactNode, useContext } from "react";
import { safeUrl } from "./safe-url.ts";

/** Text without markup, as far as it is given as such. */
function plain(children: ReactNode): string {
  if (typeof children === "string") return children;
  return Array.isArray(children) ? children.map(plain).join("") : "";
}

/** Within a link there is no other: a picture in it is its words. */
const InsideLink = createContext(false);

/**
 * A link out of the app that names the host it leads to, whatever its words say. A host whose letters are not the plain
 * Latin ones stands there as the network knows it ("xn--…"), marked, since it may look like another.
 */
export function ExternalLink({ href, children }: { href: string | undefined; children: ReactNode }) {
  const isInside = useContext(InsideLink);
  const url = isInside ? null : safeUrl(href);
  if (!url) return <span>{children}</span>;
  const target = url.protocol === "mailto:" ? url.pathname : url.host;
  const isOdd = /(^|[.@])xn--/i.test(target);
  const isNamed = !isOdd && [url.href, href, target].includes(plain(children));
  return (
    <a
      href={url.href}
      target="_blank"
      rel="noopener noreferrer nofollow"
      className="text-accent-text underline underline-offset-2"
    >
      <InsideLink value={true}>
        <bdi>{children}</bdi>
      </InsideLink>
      {!isNamed && (
        <bdi dir="ltr" className={isOdd ? "text-warning" : "text-muted"}>
          {` (${target})`}
        </bdi>
      )}
      <Icon aria-hidden className="ml-0.5 inline size-3 align-baseline" />
    </a>
  );
}
