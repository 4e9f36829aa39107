import { z } from "zod";
import type { DockerEngine } from "./engine.ts";

const EngineInfo = z.object({
  ServerVersion: z.string(),
  NCPU: z.number(),
  CgroupVersion: z.string().optional(),
  MemoryLimit: z.boolean().optional(),
  PidsLimit: z.boolean().optional(),
  SecurityOptions: z.array(z.string()).nullish(),
  DockerRootDir: z.string(),
  Runtimes: z.record(
    z.string(),
    z.object({ path: z.string().optional(), runtimeArgs: z.array(z.string()).nullish() }).loose(),
  ),
});

export interface EngineFacts {
  version: string;
  processors: number;
  cgroupVersion: string;
  /** Kinds of limits that this machine does not give the engine. */
  missingLimits: string[];
  hasSeccomp: boolean;
  /** The host's id of root inside: 0 unless the engine gives containers a user namespace. */
  firstUid: number;
  runtimes: Map<string, EngineRuntime>;
}

export interface EngineRuntime {
  /** The program on this machine; undefined where the engine starts it by a shim of its own. */
  path: string | undefined;
  args: string[];
}

export async function readEngineFacts(engine: DockerEngine): Promise<EngineFacts> {
  const info = EngineInfo.parse(await engine.call("GET", "/info"));
  const security = info.SecurityOptions ?? [];
  const runtimes = Object.entries(info.Runtimes).map(
    ([name, { path, runtimeArgs }]) => [name, { path, args: runtimeArgs ?? [] }] as const,
  );
  return {
    version: info.ServerVersion,
    processors: info.NCPU,
    cgroupVersion: info.CgroupVersion ?? "1",
    missingLimits: [
      ...(info.MemoryLimit === false ? ["memory"] : []),
      ...(info.PidsLimit === false ? ["processes"] : []),
    ],
    hasSeccomp: security.some((option) => option.startsWith("name=seccomp")),
    firstUid: security.includes("name=userns") ? remappedRoot(info.DockerRootDir) : 0,
    runtimes: new Map(runtimes),
  };
}

/** gVisor connects to a socket of the host only where it is allowed to; others always do. */
export function canReachOut(runtime: EngineRuntime | undefined): boolean {
  const allowed = runtime?.args.map((arg) => /^--?host-uds=(.+)$/.exec(arg)?.[1]).find((value) => value !== undefined);
  return allowed === undefined || allowed === "all";
}

/** An engine that remaps keeps its data in a folder named after the ids of root: `<uid>.<gid>`. */
function remappedRoot(rootDir: string): number {
  const uid = /\/(\d+)\.\d+$/.exec(rootDir)?.[1];
  if (uid === undefined) throw new Error("the engine remaps users, and does not say to which");
  return Number(uid);
}
