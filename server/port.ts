import { createServer } from "node:net";
import { errorCode } from "./database/database-error.ts";
import { StartError } from "./start-error.ts";

/** Refuses a port that is taken before anything long begins. @throws StartError */
export async function refuseBusyPort(port: number, host: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const probe = createServer();
  probe.once("error", (error) => reject(new StartError(listenProblem(error, port, host))));
  probe.listen(port, host, () => probe.close(() => resolve()));
  await promise;
}

/** Why we cannot listen, in one line. */
export function listenProblem(error: unknown, port: number, host: string): string {
  const code = errorCode(error);
  if (code === "EADDRINUSE") return `Port ${port} is in use; stop what uses it, or set PORT to another.`;
  if (code === "EACCES") return `Port ${port} may not be used by this user; set PORT to 1024 or higher.`;
  return `Cannot listen on ${host}:${port} (${code}); check HOST and PORT.`;
}
