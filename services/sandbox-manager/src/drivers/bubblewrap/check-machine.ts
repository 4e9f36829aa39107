import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";
import type { DriverCheck } from "../driver.ts";
import { seccompFilter } from "./seccomp-filter.ts";

const run = promisify(execFile);
const MINIMUM = [0, 8];
const PROBE_TIMEOUT_MS = 10_000;

export interface MachineFacts {
  asRoot: boolean;
  sandboxdPath: string;
  cgroupKind: string | undefined;
  cgroupProblem: string | undefined;
}

/** Whether bubblewrap sandboxes can be made here. Tries it, as kernels and distributions forbid it in many ways. */
export async function checkMachine(facts: MachineFacts): Promise<DriverCheck> {
  const problems: string[] = [];
  const warnings: string[] = [];
  const known: string[] = [];
  if (process.platform !== "linux") problems.push(`bubblewrap needs Linux, and this is ${process.platform}`);
  const version = await bwrapVersion();
  if (!version) problems.push("bwrap is not installed; install the package bubblewrap");
  else if (isOlder(version)) problems.push(`bubblewrap ${version} is too old; ${MINIMUM.join(".")} or later is needed`);
  else known.push(`bubblewrap ${version}`);
  if (!existsSync(facts.sandboxdPath)) problems.push("the sandbox daemon has not been built; run `npm run setup`");
  try {
    seccompFilter(process.arch);
  } catch (error) {
    problems.push((error as Error).message);
  }
  if (version && problems.length === 0) {
    const refusal = await tryNamespaces(facts.asRoot);
    if (refusal) problems.push(refusal);
  }
  if (facts.asRoot) known.push("each sandbox has its own range of 65536 user ids");
  else warnings.push("not started as root: root and user of a sandbox are one id, the manager's own");
  if (facts.cgroupKind) known.push(`limits by ${facts.cgroupKind}`);
  else
    warnings.push(
      `memory, cpu and processes are limited for each process alone, as there are no groups to use (${facts.cgroupProblem})`,
    );
  warnings.push("disk use is measured from time to time and not limited by the kernel");
  return { name: "bubblewrap", available: problems.length === 0, problems, warnings, facts: known };
}

async function bwrapVersion(): Promise<string | undefined> {
  try {
    const { stdout } = await run("bwrap", ["--version"], { timeout: PROBE_TIMEOUT_MS });
    return /(\d+\.\d+(?:\.\d+)?)/.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}

function isOlder(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [needMajor = 0, needMinor = 0] = MINIMUM;
  return major < needMajor || (major === needMajor && minor < needMinor);
}

async function tryNamespaces(asRoot: boolean): Promise<string | undefined> {
  const words = [
    ...(asRoot ? [] : ["--unshare-user"]),
    "--unshare-pid",
    "--unshare-net",
    "--unshare-ipc",
    "--unshare-uts",
  ];
  const view = ["--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev"];
  try {
    await run("bwrap", [...words, ...view, "--", "true"], { timeout: PROBE_TIMEOUT_MS });
    if (asRoot) await run("unshare", ["--user", "--mount", "true"], { timeout: PROBE_TIMEOUT_MS });
    return undefined;
  } catch (error) {
    const { stderr = "" } = error as { stderr?: string };
    return `namespaces cannot be made here: ${stderr.trim() || (error as Error).message}. Unprivileged user namespaces may be turned off (kernel.unprivileged_userns_clone, user.max_user_namespaces, AppArmor), or this is a container without them`;
  }
}
