"use client";

import Link, { useLinkStatus } from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { cn } from "#lib/platform/cn.ts";

type NavLinkProps = {
  href: string;
  /** Also current on the pages below it. */
  prefix?: boolean;
  /** Fetch the page ahead. Off where there are many links. */
  prefetch?: boolean;
  className?: string;
  children: ReactNode;
};

/** A link that says when it leads to where one is. */
export function NavLink({ href, prefix = false, prefetch, className, children }: NavLinkProps) {
  const pathname = usePathname();
  const current = pathname === href || (prefix && pathname.startsWith(`${href}/`));
  return (
    <Link
      href={href}
      prefetch={prefetch}
      aria-current={current ? "page" : undefined}
      className={cn(
        "flex h-8 min-w-0 items-center gap-2 rounded-md px-2 text-muted transition-colors hover:bg-hover hover:text-text aria-[current=page]:bg-hover aria-[current=page]:font-medium aria-[current=page]:text-text [&_svg]:size-4 [&_svg]:shrink-0",
        className,
      )}
    >
      <NavLinkContent>{children}</NavLinkContent>
    </Link>
  );
}

/** Breathes while the page it leads to is on its way; a page that comes at once shows nothing of it. */
function NavLinkContent({ children }: { children: ReactNode }) {
  const { pending } = useLinkStatus();
  return (
    <span className={cn("flex min-w-0 items-center gap-2", pending && "animate-pulse [animation-delay:150ms]")}>
      {children}
    </span>
  );
}
