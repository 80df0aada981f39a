import type { ReactNode } from "react";
import { Card } from "#components/ui/card.tsx";

type AuthPageProps = { title: ReactNode; description?: ReactNode; footer?: ReactNode; children?: ReactNode };

/** A page for somebody who is not in yet: one thing to do, and what else there is below it. */
export function AuthPage({ title, description, footer, children }: AuthPageProps) {
  return (
    <>
      <div className="mb-5 space-y-1.5">
        <h1 className="wrap-anywhere text-xl">{title}</h1>
        {description && <p className="wrap-anywhere text-pretty text-muted">{description}</p>}
      </div>
      {children && <Card className="p-5">{children}</Card>}
      {footer && <div className="mt-5 space-y-3 text-muted text-sm">{footer}</div>}
    </>
  );
}

/** A link in a line of text. */
export function TextLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a className="font-medium text-accent-text underline-offset-4 hover:underline" href={href}>
      {children}
    </a>
  );
}
