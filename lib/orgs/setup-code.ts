import { randomBytes, timingSafeEqual } from "node:crypto";
import { env } from "#lib/platform/env.ts";
import { sha256 } from "#lib/platform/ids.ts";
import { instanceSetting, isSetUp } from "./data.ts";
import { keepInstanceSetting } from "./mutations.ts";

/** InstanceSetting key; the row goes when the first owner is made. */
export const SETUP_CODE_KEY = "setup-code";

/** 100 random bits in letters that cannot be mistaken for one another. */
function newCode(): string {
  const alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  const letters = [...randomBytes(20)].map((byte) => alphabet[byte % alphabet.length]).join("");
  return letters.replace(/(.{5})(?=.)/g, "$1-");
}

/** Whether set-up asks for the code: wherever others than this machine's users can reach the page, through a proxy too. */
export function setupCodeRequired(): boolean {
  return !env().isLoopbackHost || !env().isLocalUrl;
}

/**
 * The one-time code that `/setup` asks for, the same for every process of the instance; made on first use.
 * @returns null when it is not asked for: set-up is done, or only this machine can reach us
 */
export async function setupCode(): Promise<string | null> {
  if (!setupCodeRequired() || (await isSetUp())) return null;
  return String(await keepInstanceSetting(SETUP_CODE_KEY, newCode()));
}

/** Compares a typed code in constant time; case, spaces and dashes do not matter. */
export async function isSetupCode(typed: string): Promise<boolean> {
  const expected = await instanceSetting(SETUP_CODE_KEY);
  if (typeof expected !== "string") return false;
  const digest = (code: string) => Buffer.from(sha256(code.toUpperCase().replace(/[^A-Z0-9]/g, "")));
  return timingSafeEqual(digest(typed), digest(expected));
}
