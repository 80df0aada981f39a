/** Where a page of the conversation list ended: opaque to the browser. */
export function encodeCursor({ updatedAt, id }: { updatedAt: string; id: string }): string {
  return `${Date.parse(updatedAt)}.${id}`;
}

/** Reads one back; anything else is the beginning. */
export function decodeCursor(cursor: string | undefined): { updatedAt: Date; id: string } | null {
  const [, millis, id] = /^(\d{1,15})\.([\w-]+)$/.exec(cursor ?? "") ?? [];
  return millis && id ? { updatedAt: new Date(Number(millis)), id } : null;
}
