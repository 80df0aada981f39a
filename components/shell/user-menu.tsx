"use client";

import { LogOut, UserRound } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useTransition } from "react";
import { orOffline } from "#components/auth/or-offline.ts";
import { Avatar } from "#components/ui/avatar.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "#components/ui/dropdown-menu.tsx";
import { toast } from "#components/ui/toast.tsx";
import { signOutAction } from "#lib/auth/actions.ts";

/** Who one is here; the account page and the way out. */
export function UserMenu({ user }: { user: { name: string; email: string } }) {
  const t = useTranslations("shell");
  const common = useTranslations("common");
  const router = useRouter();
  const [, startTransition] = useTransition();
  const leave = () =>
    startTransition(async () => {
      const refused = await orOffline(signOutAction({}));
      if (refused?.ok === false) toast.error(refused.code === "offline" ? common("offline") : t("failed"));
    });
  return (
    <DropdownMenu>
      <DropdownMenuTrigger
        aria-label={t("userMenu", { name: user.name })}
        className="flex h-9 w-full min-w-0 items-center gap-2 rounded-md px-1.5 text-left transition-colors hover:bg-hover data-[state=open]:bg-hover"
      >
        <Avatar name={user.name} />
        <span className="min-w-0 flex-1 truncate">{user.name}</span>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start" side="top" className="w-58">
        <DropdownMenuLabel>
          <span className="block truncate">{user.email}</span>
        </DropdownMenuLabel>
        <DropdownMenuItem onSelect={() => router.push("/settings/account")}>
          <UserRound aria-hidden />
          {t("account")}
        </DropdownMenuItem>
        <DropdownMenuSeparator />
        <DropdownMenuItem onSelect={leave}>
          <LogOut aria-hidden />
          {t("signOut")}
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
