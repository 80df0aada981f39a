import { expect, test, vi } from "vitest";

/** A second copy of a module, as Next's bundle has one beside our server's. */
async function copies<T>(load: () => Promise<T>): Promise<[T, T]> {
  const first = await load();
  vi.resetModules();
  return [first, await load()];
}

test("an error thrown by a session of one copy is known to a call of the other", async () => {
  const [one, other] = await copies(() => import("./problem.ts"));
  expect(one.AuthorizationNeeded).not.toBe(other.AuthorizationNeeded);
  const needed = new Error("the SDK wraps it", { cause: new one.AuthorizationNeeded("Bearer") });
  expect(other.problemFrom(needed)).toEqual({ reason: "needs_authorization", challenge: "Bearer" });
  expect(other.reasonBeforeSending(new one.TokenUnavailable("none"))).toBe("token_unavailable");
  expect(other.causeOf(new one.TokenUnavailable("none"), other.AuthorizationNeeded)).toBeUndefined();
});

test("what belongs to a call is found by either copy", async () => {
  const [one, other] = await copies(() => import("./call-context.ts"));
  const call = { onStreamEnd: () => {}, onQuestion: async () => ({}) };
  expect(one.callContext.run(call, () => other.callContext.getStore())).toBe(call);
});
