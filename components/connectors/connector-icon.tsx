"use client";

import { useState } from "react";
import { Avatar } from "#components/ui/avatar.tsx";
import { cn } from "#lib/platform/cn.ts";

type ConnectorIconProps = { name: string; iconUrl: string | null; className?: string };

/** A connector's picture, or its initials where there is none: the same square either way. Its name stands beside it. */
export function ConnectorIcon({ name, iconUrl, className }: ConnectorIconProps) {
  const [failed, setFailed] = useState<string>();
  if (iconUrl === null || failed === iconUrl) return <Avatar name={name} square className={className} />;
  return (
    // biome-ignore lint/performance/noImgElement: small already, and private to the person
    <img
      src={iconUrl}
      alt=""
      width={24}
      height={24}
      loading="lazy"
      decoding="async"
      onError={() => setFailed(iconUrl)}
      className={cn("size-6 shrink-0 rounded-sm bg-sunken object-contain", className)}
    />
  );
}
