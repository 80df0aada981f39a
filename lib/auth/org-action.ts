import { headers } from "next/headers";
import { unstable_rethrow } from "next/navigation";
import type { z } from "zod";
import type { Role } from "#lib/orgs/types.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import type { Result } from "#lib/platform/result.ts";
import type { ActionResult, GateProblem } from "./errors.ts";
import { logUnexpected } from "./failure-id.ts";
import { formInput, parsedInput } from "./input.ts";
import { currentSession } from "./loaders.ts";
import { isSameOrigin } from "./same-origin.ts";
import type { CurrentSession } from "./types.ts";

/** A server action: called with its input, or by a form (React passes the previous answer first). */
export type Action<S extends z.ZodType, T, E extends string> = {
  (input: z.input<S>): Promise<ActionResult<T, E>>;
  (previous: unknown, form: FormData): Promise<ActionResult<T, E>>;
};

/** Roles that may act where nothing else is said: auditors only look. */
const ACTING_ROLES: readonly Role[] = ["owner", "admin", "member"];

type Options<S extends z.ZodType> = {
  /** Stands in the log when something unexpected happens. */
  name: string;
  /** Strict: a field nobody asked for is refused. */
  schema: S;
};

/** An action anybody may call, signed in or not. Same origin, parsed input, no exception reaches the browser. */
export function publicAction<S extends z.ZodType, T, E extends string>(
  { name, schema }: Options<S>,
  run: (input: z.output<S>) => Promise<Result<T, E>>,
): Action<S, T, E> {
  return gate(
    name,
    schema,
    async () => ({ ok: true, value: null }),
    (_, input) => run(input),
  );
}

/** An action about the person themselves, in whichever workspace they are. */
export function personAction<S extends z.ZodType, T, E extends string>(
  { name, schema }: Options<S>,
  run: (session: CurrentSession, input: z.output<S>) => Promise<Result<T, E>>,
): Action<S, T, E> {
  return gate(name, schema, signedIn, run);
}

/**
 * An action in the active workspace.
 * @param options.roles who may; owner, admin and member when left out. Everybody else gets "not_found"
 * @param run gets the context of this request; what it answers is what the browser gets
 */
export function orgAction<S extends z.ZodType, T, E extends string>(
  { name, schema, roles = ACTING_ROLES }: Options<S> & { roles?: readonly Role[] },
  run: (ctx: OrgContext & { sessionId: string }, input: z.output<S>) => Promise<Result<T, E>>,
): Action<S, T, E> {
  const allowed = async (): Promise<Result<OrgContext & { sessionId: string }, GateProblem>> => {
    const session = await signedIn();
    if (!session.ok) return session;
    const { ctx, sessionId } = session.value;
    return roles.includes(ctx.role) ? { ok: true, value: { ...ctx, sessionId } } : { ok: false, error: "not_found" };
  };
  return gate(name, schema, allowed, run);
}

async function signedIn(): Promise<Result<CurrentSession, GateProblem>> {
  const session = await currentSession();
  return session ? { ok: true, value: session } : { ok: false, error: "signed_out" };
}

/** Same origin → who → may they → input → run; the first refusal is the answer. */
function gate<S extends z.ZodType, A, T, E extends string>(
  name: string,
  schema: S,
  admit: () => Promise<Result<A, GateProblem>>,
  run: (actor: A, input: z.output<S>) => Promise<Result<T, E>>,
): Action<S, T, E> {
  return async (first: unknown, form?: FormData): Promise<ActionResult<T, E>> => {
    try {
      if (!(await fromOurPages())) return { ok: false, code: "cross_site" };
      const actor = await admit();
      if (!actor.ok) return { ok: false, code: actor.error };
      const input = parsedInput(schema, form instanceof FormData ? formInput(form) : first);
      if (!input.ok) return { ok: false, code: "invalid", fields: input.error };
      const result = await run(actor.value, input.value);
      return result.ok ? result : { ok: false, code: result.error };
    } catch (error) {
      unstable_rethrow(error);
      return { ok: false, code: "unexpected", id: logUnexpected(error, name) };
    }
  };
}

/** Next compares Origin with the Host header; ours compares with PUBLIC_URL, which no request can set. */
async function fromOurPages(): Promise<boolean> {
  return isSameOrigin(await headers());
}
