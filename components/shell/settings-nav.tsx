import type { ReactNode } from "react";
import { NavLink } from "./nav-link.tsx";

type SettingsNavProps = { label: string; links: { href: string; label: string }[]; children: ReactNode };

/** The pages of a settings section beside the one shown. */
export function SettingsNav({ label, links, children }: SettingsNavProps) {
  return (
    <div className="mx-auto flex max-w-5xl flex-col lg:flex-row">
      <nav aria-label={label} className="shrink-0 px-4 pt-4 sm:px-8 lg:w-48 lg:pt-10 lg:pr-0">
        <ul className="flex gap-1 overflow-x-auto lg:flex-col">
          {links.map((link) => (
            <li key={link.href}>
              <NavLink href={link.href} prefix>
                {link.label}
              </NavLink>
            </li>
          ))}
        </ul>
      </nav>
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  );
}
