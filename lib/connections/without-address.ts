/** A server's words without the connector's address, which may hold a key that is not for members. */
export function withoutAddress(text: string, address: string): string {
  const { href, pathname, search } = new URL(address);
  const parts = [href, pathname + search, pathname, search].filter((part) => part.length > 1);
  return parts.reduce((shown, part) => shown.replaceAll(part, "…"), text);
}
