import { expect, test } from "vitest";
import { describeUserAgent } from "./user-agent.ts";

const LIKE_GECKO = "(KHTML, like Gecko)";

test.each([
  [
    `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 ${LIKE_GECKO} Chrome/140.0.0.0 Safari/537.36`,
    "Chrome",
    "Linux",
  ],
  [
    `Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 ${LIKE_GECKO} Chrome/140.0 Safari/537.36 Edg/140.0`,
    "Edge",
    "Windows",
  ],
  ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox", "macOS"],
  [
    `Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) ${LIKE_GECKO} Version/18.0 Mobile Safari/604.1`,
    "Safari",
    "iOS",
  ],
  [`Mozilla/5.0 (Linux; Android 15) ${LIKE_GECKO} Chrome/140.0 Mobile Safari/537.36`, "Chrome", "Android"],
])("%s", (userAgent, browser, system) => {
  expect(describeUserAgent(userAgent)).toEqual({ browser, system });
});

test.each(["", "curl/8.0", "a test"])("%j is nothing a person would recognise", (userAgent) => {
  expect(describeUserAgent(userAgent)).toBeNull();
});
