// The server without a command around it: nothing is installed or built. Mode and everything else by environment.
import { runServer } from "./run.ts";

await runServer();
