import { NextRequest } from "next/server";
import { expect, test } from "vitest";
import { authRequest } from "./auth-request.ts";
import { MAX_AUTH_BYTES } from "./constants.ts";

const OURS = { origin: "http://localhost:3000", "content-type": "application/x-www-form-urlencoded" };

function post(body: string, headers: Record<string, string> = OURS): NextRequest {
  return new NextRequest("http://localhost:3000/api/auth/callback/credentials", { method: "POST", headers, body });
}

async function statusOf(request: NextRequest, action = "callback"): Promise<number | "admitted"> {
  const admitted = await authRequest(request, action);
  return admitted instanceof Response ? admitted.status : "admitted";
}

test("a form of ours is passed on as it is", async () => {
  const admitted = await authRequest(post("email=a%40example.com"), "callback");
  if (admitted instanceof Response) throw new Error(`refused: ${admitted.status}`);
  expect(await admitted.text()).toBe("email=a%40example.com");
  expect(admitted.headers.get("content-type")).toBe(OURS["content-type"]);
});

test("a write from anywhere else is refused, next-auth's own token or not", async () => {
  expect(await statusOf(post("a=b", { ...OURS, origin: "https://attacker.example" }))).toBe(403);
  expect(await statusOf(post("a=b", { "content-type": OURS["content-type"] }))).toBe(403);
});

test("a body is read up to its limit and no further", async () => {
  expect(await statusOf(post("a".repeat(MAX_AUTH_BYTES)))).toBe("admitted");
  expect(await statusOf(post("a".repeat(MAX_AUTH_BYTES + 1)))).toBe(413);
});

test("nobody writes into our log", async () => {
  expect(await statusOf(post('{"code":"anything"}'), "_log")).toBe(404);
});
