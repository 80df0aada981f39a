/** The database cannot be used; `message` is the one line shown to the operator: what is wrong and what to do. */
export class DatabaseError extends Error {}

/** The `code` of a Node or PostgreSQL error, "" when it has none. */
export function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
