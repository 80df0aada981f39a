import { checkUrl } from "#lib/platform/http/guarded-fetch.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { err, type Result } from "#lib/platform/result.ts";
import * as mutations from "./mutations/providers.ts";
import type { AddProvider, EditProvider } from "./schema.ts";

/** Adds a provider. An address that could never be asked is refused at once. */
export async function addProvider(
  ctx: OrgContext,
  input: AddProvider,
): Promise<Result<{ providerId: string }, "too_many_providers" | "address_not_allowed">> {
  return isAllowed(input.baseUrl) ? mutations.addProvider(ctx, input) : err("address_not_allowed");
}

/** Changes a provider. */
export async function editProvider(
  ctx: OrgContext,
  input: EditProvider,
): Promise<Result<{ keyForgotten: boolean }, "not_found" | "address_needed" | "address_not_allowed">> {
  return isAllowed(input.baseUrl) ? mutations.editProvider(ctx, input) : err("address_not_allowed");
}

function isAllowed(baseUrl: string | null): boolean {
  return baseUrl === null || checkUrl(baseUrl).ok;
}
