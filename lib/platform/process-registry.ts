/**
 * What must exist once per process. Next bundles its own copy of our modules, so a module-level variable would
 * exist twice; everything of that kind is kept here, on globalThis.
 */
const REGISTRY = Symbol.for("patchbay.process-registry");

type Registry = Map<string, unknown>;

function registry(): Registry {
  const holder = globalThis as { [REGISTRY]?: Registry };
  holder[REGISTRY] ??= new Map();
  return holder[REGISTRY];
}

/** The process-wide instance under `name`, made by `create` on first use, whichever copy of the module asks. */
export function oncePerProcess<T>(name: string, create: () => T): T {
  const entries = registry();
  if (!entries.has(name)) entries.set(name, create());
  return entries.get(name) as T;
}

/** Forgets an instance, so that the next `oncePerProcess` makes a new one (tests, shutdown). */
export function forgetOnce(name: string): void {
  registry().delete(name);
}
