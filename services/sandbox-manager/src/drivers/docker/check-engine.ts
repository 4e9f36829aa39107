import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";
import { ServiceError } from "@nexau-cloud/platform";
import type { DriverCheck } from "../driver.ts";
import { type DockerEngine, isRefusal } from "./engine.ts";
import { type EngineFacts, type EngineRuntime, readEngineFacts } from "./engine-facts.ts";

const run = promisify(execFile);
const PROBE_TIMEOUT_MS = 10_000;
/** Before it, gVisor refuses a flag of `statx` that every `ls` of today uses. */
const FIRST_USABLE_YEAR = 2023;

export interface EngineCheckOptions {
  name: string;
  engine: DockerEngine;
  socketPath: string;
  runtime: string;
  isGvisor: boolean;
  /** Null where the host's own programs are used. */
  image: string | null;
  sandboxdPath: string;
}

/** Whether an engine is there, and has what this kind of sandbox was promised: no other runtime takes its place. */
export async function checkEngine(options: EngineCheckOptions): Promise<DriverCheck> {
  const { name, engine, socketPath, runtime, image } = options;
  const check: DriverCheck = { name, available: false, problems: [], warnings: [], facts: [] };
  const { problems } = check;
  if (process.platform !== "linux") problems.push(`it needs Linux, and this is ${process.platform}`);
  else if (process.getuid?.() !== 0) problems.push("the sandbox manager has to be root to give sandboxes their files");
  if (!existsSync(options.sandboxdPath)) problems.push("the sandbox daemon has not been built; run `npm run setup`");
  if (problems.length > 0) return check;
  try {
    const facts = await readEngineFacts(engine);
    describe(facts, check);
    const found = facts.runtimes.get(runtime);
    if (!found)
      problems.push(`the engine has no runtime named ${runtime}; it has ${[...facts.runtimes.keys()].join(", ")}`);
    else if (options.isGvisor) await checkGvisor(runtime, found, check);
    if (image !== null) await requireImage(engine, image, problems);
  } catch (error) {
    problems.push(
      error instanceof ServiceError
        ? `no Docker engine answers at ${socketPath}; install and start one, or set sandboxManager.docker.socketPath`
        : (error as Error).message,
    );
  }
  check.available = problems.length === 0;
  return check;
}

function describe(facts: EngineFacts, { warnings, facts: known }: DriverCheck): void {
  known.push(`Docker engine ${facts.version}, cgroups v${facts.cgroupVersion}`);
  if (facts.firstUid === 0) {
    warnings.push(
      "root of a sandbox is the host's id 0 without its powers; start the engine with userns-remap to change that",
    );
  } else known.push(`root of a sandbox is the host's id ${facts.firstUid}`);
  if (!facts.hasSeccomp) warnings.push("the engine filters no system calls");
  if (facts.missingLimits.length > 0)
    warnings.push(`the engine cannot limit ${facts.missingLimits.join(" and ")} here`);
  warnings.push("disk use is measured from time to time and not limited by the kernel");
}

async function checkGvisor(name: string, { path, args }: EngineRuntime, check: DriverCheck): Promise<void> {
  if (path === undefined) {
    check.warnings.push(`how ${name} is set up cannot be seen; it needs host-uds = "create"`);
    return;
  }
  if (!args.some((arg) => /^--?host-uds=(create|all)$/.test(arg))) {
    check.problems.push(`the engine's runtime ${name} needs --host-uds=create among its runtimeArgs, to be reached`);
  }
  if (!args.some((arg) => /^--?host-uds=all$/.test(arg))) {
    check.warnings.push("sandboxes have no way out to the Internet; give the runtime --host-uds=all for one");
  }
  const version = await versionOf(path);
  if (version === undefined) check.problems.push(`${path} cannot be run`);
  else check.facts.push(`gVisor ${version}`);
  const year = Number(/(20\d\d)\d{4}/.exec(version ?? "")?.[1]);
  if (year < FIRST_USABLE_YEAR) {
    check.warnings.push(
      `gVisor ${version} is old: ls and stat of GNU coreutils 9.1 and later fail in it; use an image with older ones, or a newer gVisor`,
    );
  }
}

async function versionOf(path: string): Promise<string | undefined> {
  try {
    const { stdout } = await run(path, ["--version"], { timeout: PROBE_TIMEOUT_MS });
    return /version (\S+)/.exec(stdout)?.[1] ?? stdout.trim().split("\n")[0];
  } catch {
    return undefined;
  }
}

async function requireImage(engine: DockerEngine, image: string, problems: string[]): Promise<void> {
  try {
    await engine.call("GET", `/images/${encodeURIComponent(image)}/json`);
  } catch (error) {
    if (!isRefusal(error, 404)) throw error;
    problems.push(`the engine has no image ${image}; build one with services/sandbox-manager/images/base/build.sh`);
  }
}
