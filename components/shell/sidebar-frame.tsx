"use client";

import { Menu } from "lucide-react";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { IconButton } from "#components/ui/icon-button.tsx";
import { cn } from "#lib/platform/cn.ts";
import { PRODUCT_NAME } from "#lib/platform/product.ts";

/** The sidebar beside the page or, where the window is narrow, over it: opened by a button, closed by Escape, a tap or a link. */
export function SidebarFrame({ sidebar, children }: { sidebar: ReactNode; children: ReactNode }) {
  const t = useTranslations("shell");
  const pathname = usePathname();
  const [openAt, setOpenAt] = useState<string>();
  const panel = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const open = openAt === pathname;

  useEffect(() => {
    if (!open) return;
    panel.current?.focus();
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      setOpenAt(undefined);
      opener.current?.focus();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [open]);

  return (
    <div className="flex h-dvh flex-col md:flex-row">
      <header inert={open} className="flex h-12 shrink-0 items-center gap-2 border-line border-b px-2 md:hidden">
        <IconButton
          ref={opener}
          label={t("openNavigation")}
          aria-expanded={open}
          aria-controls="sidebar"
          onClick={() => setOpenAt(pathname)}
        >
          <Menu aria-hidden />
        </IconButton>
        <span className="font-semibold">{PRODUCT_NAME}</span>
      </header>
      {open && (
        <button
          type="button"
          aria-label={t("closeNavigation")}
          className="fixed inset-0 z-30 bg-shade md:hidden"
          onClick={() => setOpenAt(undefined)}
        />
      )}
      <div
        id="sidebar"
        ref={panel}
        tabIndex={-1}
        className={cn(
          "fixed inset-y-0 left-0 z-40 w-72 shrink-0 border-line border-r bg-sunken outline-none md:static md:visible md:w-64",
          open ? "animate-slide-in shadow-lg" : "max-md:invisible",
        )}
      >
        {sidebar}
      </div>
      <main
        id="content"
        tabIndex={-1}
        inert={open}
        className="relative min-h-0 min-w-0 flex-1 overflow-y-auto outline-none"
      >
        {children}
      </main>
    </div>
  );
}
