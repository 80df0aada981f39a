import { PUBLIC_ORIGIN } from "./public-origin.ts";

/**
 * Stands in for "next/headers" and "next/cache", which only work inside Next: one browser's cookies and headers.
 * `vi.mock("next/headers", () => import("./next-request.ts"))`
 */
const jar = new Map<string, string>();
let sent = new Headers();

/** Starts over as a browser with these cookies, on one of our own pages unless `given` says otherwise. */
export function asBrowser(cookieHeader = "", given: Record<string, string> = {}): void {
  jar.clear();
  for (const pair of cookieHeader.split("; ").filter(Boolean)) {
    const at = pair.indexOf("=");
    jar.set(pair.slice(0, at), pair.slice(at + 1));
  }
  sent = new Headers({ origin: PUBLIC_ORIGIN, "sec-fetch-site": "same-origin", "user-agent": "a test", ...given });
}

/** The cookies the browser holds now, as a header. */
export function cookieHeader(): string {
  return [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
}

export async function cookies() {
  return {
    get: (name: string) => (jar.has(name) ? { name, value: jar.get(name) } : undefined),
    set: (name: string, value: string) => (value === "" ? jar.delete(name) : jar.set(name, value)),
  };
}

export async function headers() {
  return sent;
}

export function revalidatePath(): void {}
