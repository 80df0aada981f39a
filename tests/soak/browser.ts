import { readFileSync } from "node:fs";

/** What came back: a value, or a refusal. An answer that is not ok promised nothing. */
export type Answer<T> = { ok: true; value: T } | { ok: false; code: string };

/** The connection broke before the answer was there: whoever asked does not know what became of it. */
export const NO_ANSWER = { ok: false, code: "no answer" } as const;

/** One person's browser without its screen: cookies, our origin, JSON routes and server actions, over plain HTTP. */
export class Browser {
  readonly #origin: string;
  readonly #cookies = new Map<string, string>();

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** Signs in by next-auth's own addresses. @throws when it is refused */
  async signIn(email: string, password: string): Promise<void> {
    const csrf = await (await this.#request("/api/auth/csrf")).json();
    const form = new URLSearchParams({ email, password, csrfToken: csrf.csrfToken, json: "true" });
    const response = await this.#request("/api/auth/callback/credentials", { method: "POST", body: form });
    if (response.status !== 200) throw new Error(`Signing in: ${response.status} ${await response.text()}`);
  }

  /** Opens an address without following where it leads. Null: no answer. */
  async open(path: string): Promise<{ status: number; location: string | null } | null> {
    try {
      const response = await this.#request(path);
      await response.arrayBuffer();
      return { status: response.status, location: response.headers.get("location") };
    } catch {
      return null;
    }
  }

  /** Posts JSON to one of our routes. */
  async post<T>(path: string, body: object): Promise<Answer<T>> {
    try {
      const headers = { "content-type": "application/json" };
      const response = await this.#request(path, { method: "POST", headers, body: JSON.stringify(body) });
      return (await response.json()) as Answer<T>;
    } catch {
      return NO_ANSWER;
    }
  }

  /** Calls a server action as its page does (React's Flight encoding of one plain argument). */
  async act<T>(page: string, action: string, input: object): Promise<Answer<T>> {
    try {
      const headers = { "next-action": actionId(action), "content-type": "text/plain;charset=UTF-8" };
      const response = await this.#request(page, { method: "POST", headers, body: JSON.stringify([input]) });
      const text = await response.text();
      const answer = /^1:(\{.*)$/m.exec(text)?.[1];
      return answer === undefined ? { ok: false, code: `status ${response.status}` } : JSON.parse(answer);
    } catch {
      return NO_ANSWER;
    }
  }

  async #request(path: string, init: { method?: string; headers?: object; body?: BodyInit } = {}): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(new URL(path, this.#origin), {
      ...init,
      headers: { origin: this.#origin, cookie, ...init.headers },
      redirect: "manual",
    });
    for (const line of response.headers.getSetCookie()) {
      const [name = "", value = ""] = (line.split(";")[0] ?? "").split(/=(.*)/);
      this.#cookies.set(name, value);
    }
    return response;
  }
}

type Manifest = { node: Record<string, { exportedName: string }> };

/** The id under which the build published a server action. */
function actionId(name: string): string {
  const manifest: Manifest = JSON.parse(readFileSync(".next/server/server-reference-manifest.json", "utf8"));
  const found = Object.entries(manifest.node).find(([, { exportedName }]) => exportedName === name);
  if (!found) throw new Error(`The build has no server action ${name}`);
  return found[0];
}
