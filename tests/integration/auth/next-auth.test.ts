import NextAuth from "next-auth";
import { beforeEach, expect, test, vi } from "vitest";
import { authOptions } from "#lib/auth/auth-options.ts";
import { CLIENT_ADDRESS_HEADER } from "#lib/auth/constants.ts";
import { hashPassword } from "#lib/auth/password.ts";
import { orgContextFromCookies } from "#lib/auth/session.ts";
import { sessionCookie } from "#lib/auth/session-token.ts";
import { createMember, createUser, type Member } from "#tests/factories/people.ts";
import { PUBLIC_ORIGIN } from "./public-origin.ts";

const PASSWORD = "correct horse";

/** A browser that talks to `/api/auth/*` and keeps its cookies. */
function browser() {
  const cookies: Record<string, string> = {};
  const call = async (method: "GET" | "POST", path: string, body: Record<string, string> = {}): Promise<unknown> => {
    const headers = { [CLIENT_ADDRESS_HEADER]: "192.0.2.9", host: "localhost:3000" };
    const { response, answer } = recorder();
    await NextAuth(
      { method, query: { nextauth: path.split("/") }, cookies, headers, body } as never,
      response,
      authOptions(),
    );
    for (const line of answer.setCookie) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "") delete cookies[name];
      else cookies[name] = decodeURIComponent(value);
    }
    return answer.body;
  };
  return {
    call,
    cookies,
    async post(path: string, body: Record<string, string> = {}) {
      const { csrfToken } = (await call("GET", "csrf")) as { csrfToken: string };
      return call("POST", path, { ...body, csrfToken });
    },
    header: () => `${sessionCookie().name}=${cookies[sessionCookie().name] ?? ""}`,
  };
}

/** As much of a response as next-auth writes to. */
function recorder() {
  const answer: { setCookie: string[]; body: unknown } = { setCookie: [], body: null };
  const response = {
    status: () => response,
    getHeader: (name: string) => (name.toLowerCase() === "set-cookie" ? answer.setCookie : undefined),
    setHeader(name: string, value: string[]) {
      if (name.toLowerCase() === "set-cookie") answer.setCookie = value;
      return response;
    },
    end: () => {},
    json: (body: unknown) => Object.assign(answer, { body }),
    send: (body: unknown) => Object.assign(answer, { body }),
  };
  return { response: response as never, answer };
}

async function createMemberWithPassword(): Promise<Member> {
  return createMember({ user: await createUser({ passwordHash: await hashPassword(PASSWORD) }) });
}

beforeEach(() => {
  vi.stubEnv("NEXTAUTH_URL", PUBLIC_ORIGIN);
});

test("a sign-in through /api/auth gives the same session as the form, and signing out ends it", async () => {
  const member = await createMemberWithPassword();
  const { post, call, header } = browser();
  await post("callback/credentials", { email: member.user.email.toUpperCase(), password: PASSWORD });
  const cookie = header();
  expect(await orgContextFromCookies(cookie)).toMatchObject({ userId: member.user.id, orgId: member.org.id });
  expect(await call("GET", "session")).toMatchObject({ user: { email: member.user.email } });
  await post("signout");
  expect(await orgContextFromCookies(cookie)).toBeNull();
});

test("an ended session is nobody's for /api/auth as well", async () => {
  const member = await createMemberWithPassword();
  const first = browser();
  await first.post("callback/credentials", { email: member.user.email, password: PASSWORD });
  const kept = { ...first.cookies };
  await first.post("signout");
  const second = browser();
  Object.assign(second.cookies, kept);
  expect(await second.call("GET", "session")).toEqual({});
  expect(second.cookies[sessionCookie().name]).toBeUndefined();
});

test.each([
  ["without next-auth's own token", false, PASSWORD],
  ["with a wrong password", true, "not the password"],
])("a sign-in %s gives no session", async (_, withToken, password) => {
  const member = await createMemberWithPassword();
  const { post, call, cookies } = browser();
  const body = { email: member.user.email, password };
  await (withToken ? post("callback/credentials", body) : call("POST", "callback/credentials", body));
  expect(cookies[sessionCookie().name]).toBeUndefined();
});
