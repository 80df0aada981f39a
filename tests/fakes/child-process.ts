import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";

const START_MS = 60_000;

/** A test that forgets its server, or is killed before it could close it, leaves none behind. */
const END_WITH_PARENT = "data:text/javascript,process.on('disconnect',()=>process.exit())";

/** A port nobody listens on right now. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === "string") throw new Error("No free port");
  return address.port;
}

/**
 * Starts a server in a process of its own and waits until `ready` appears in what it prints.
 * @throws with everything it printed, when it ends first or takes longer than a minute
 */
export async function startChild(args: string[], env: Record<string, string>, ready: RegExp): Promise<ChildProcess> {
  const child = spawn(process.execPath, ["--import", END_WITH_PARENT, ...args], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  child.channel?.unref();
  let printed = "";
  let timer: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`did not start within ${START_MS} ms`)), START_MS);
      child.once("error", reject);
      child.once("exit", (code, signal) => reject(new Error(`ended with ${code ?? signal}`)));
      const listen = (chunk: Buffer) => {
        printed = (printed + chunk).slice(-10_000);
        if (ready.test(printed)) resolve();
      };
      child.stdout?.on("data", listen);
      child.stderr?.on("data", listen);
    });
  } catch (error) {
    await stopChild(child, "SIGKILL");
    throw new Error(`${args.join(" ")}: ${(error as Error).message}\n${printed}`);
  } finally {
    clearTimeout(timer);
  }
  return child;
}

/** Ends a process, as a crash would by default, and waits until it is gone. */
export async function stopChild(child: ChildProcess, signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill(signal);
  await gone;
}
