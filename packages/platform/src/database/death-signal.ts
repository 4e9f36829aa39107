import { commandWorks } from "./command-works.ts";

/**
 * Words to put before a command that should end (by SIGINT) with the process that started it, even when that is killed.
 * None where the system cannot do this. To the kernel a thread is a process here: start such commands on the main one.
 */
export async function deathSignalPrefix(): Promise<string[]> {
  const prefix = ["setpriv", "--pdeathsig", "INT", "--"];
  return (await commandWorks(prefix)) ? prefix : [];
}
