import type { NetworkPolicy } from "@nexau-cloud/contracts";
import type { SandboxProfile } from "../config.ts";

/**
 * What sandboxes are made with. One folder per kind beside this file, all held to the same by driver.contract.ts. A
 * driver owns what a sandbox is made of on this machine: its processes, its limits, its files. Whose it is, how long it
 * lives and who may reach it is the business of sandboxes/.
 */
export interface SandboxDriver {
  readonly name: string;
  /** Whether this machine can run it and, if not, why not. */
  check(): Promise<DriverCheck>;
  /** Removes whatever a manager that was killed has left of its sandboxes, except for their files. To be called first. */
  recover(): Promise<void>;
  /** Does what the first sandbox would have to wait for. */
  prepare(): Promise<void>;
  /** Starts a sandbox on the files it had in its last life, or on new ones. Resolves once its daemon can be reached. */
  create(spec: SandboxSpec): Promise<RunningSandbox>;
  /** A sandbox that was created here and runs. */
  connect(id: string): RunningSandbox | undefined;
  list(): RunningSandbox[];
  /** Puts another agent at /agent of a running sandbox; null empties it. */
  setAgent(id: string, agentDir: string | null): Promise<void>;
  /** Ends every process of it and resolves when none is left; its files stay. Nothing running is fine. */
  kill(id: string): Promise<void>;
  /** Kills it and deletes its files. Nothing there is fine. */
  destroy(id: string): Promise<void>;
  stats(id: string): Promise<SandboxStats | undefined>;
  /** Freezes its processes. Drivers that cannot throw `unimplemented`, as for the next three. */
  pause(id: string): Promise<void>;
  resume(id: string): Promise<void>;
  /** Keeps a copy of its files under another name. It stands still meanwhile. */
  snapshot(id: string, snapshotId: string): Promise<void>;
  /** Starts a new sandbox on a copy of a snapshot's files. */
  fork(snapshotId: string, spec: SandboxSpec): Promise<RunningSandbox>;
  /** Nothing there is fine. */
  deleteSnapshot(snapshotId: string): Promise<void>;
  /** Kills all of them. */
  close(): Promise<void>;
}

export interface SandboxSpec {
  /** Names its files, too: the same id is the same home folder. */
  id: string;
  profile: SandboxProfile;
  /** Unpacked bundle that stands read-only at /agent; null for an empty folder. */
  agentDir: string | null;
  /** Variables of every process. */
  env: Record<string, string>;
  /** What its daemon demands of callers, and of the manager itself. */
  accessToken: string;
  controlToken: string;
  templateId: string;
  /** What it may reach; what the profile says where left out. */
  network?: NetworkPolicy;
  /** Socket of this machine that is its only way out, to be shown to its daemon. None where left out. */
  egressSocket?: string;
}

export interface RunningSandbox {
  readonly id: string;
  /** Where its daemon listens: a unix socket that only the manager can see. */
  readonly socketPath: string;
  /** Resolves when it has ended in whatever way, and nothing of it is left but its files. */
  readonly ended: Promise<SandboxEnd>;
}

export interface SandboxEnd {
  /** `killed` by this manager; `exited` by itself or because the machine ended it. */
  cause: "killed" | "exited";
  detail: string;
}

export interface SandboxStats {
  cpuUsedMs: number;
  memoryBytes: number;
  memoryLimitBytes: number;
  processes: number;
  diskBytes: number;
}

export interface DriverCheck {
  name: string;
  available: boolean;
  /** Why it cannot be used; empty when it can. */
  problems: string[];
  /** What it does less well here than it could, and what would help. */
  warnings: string[];
  /** Facts in words, for people who look for the cause of something. */
  facts: string[];
}
