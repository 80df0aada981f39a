import { expect, test } from "vitest";
import { accountClaims } from "./account-claims.ts";

const idToken = (claims: unknown) => `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.c2ln`;

test.each([
  [
    { sub: "1", email: "ada@example.com", name: "Ada" },
    { subject: "1", name: "ada@example.com" },
  ],
  [
    { sub: "1", preferred_username: "ada" },
    { subject: "1", name: "ada" },
  ],
  [
    { sub: "1", email: " ", name: "A\u202eda\n" },
    { subject: "1", name: "A da" },
  ],
  [
    { sub: "1", email: 7 },
    { subject: "1", name: null },
  ],
])("who signed in is read from %j", (claims, account) => {
  expect(accountClaims(idToken(claims))).toEqual(account);
});

test.each([
  undefined,
  null,
  7,
  "",
  "not.a.jwt",
  "e30",
  idToken([]),
  idToken(null),
  idToken({ email: "ada@example.com" }),
  idToken({ sub: 1 }),
  idToken({ sub: "" }),
  idToken({ sub: "x".repeat(256) }),
])("nothing is made of %j", (token) => {
  expect(accountClaims(token)).toBeNull();
});
