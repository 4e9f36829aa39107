import { readFileSync, readSync } from "node:fs";

/** What the manager tells a sandbox's daemon, as JSON on its standard input: neither arguments nor environment show it. */
export interface SandboxdSettings {
  sandboxId: string;
  templateId: string;
  /** Demanded in `X-Access-Token`; opens this sandbox. */
  accessToken: string;
  /** Demanded in `X-Control-Token` by /init, which callers from outside never reach. */
  controlToken: string;
  /** Who runs what names nobody. */
  defaultUser: string;
  /** Where relative paths and processes start; null is the user's home. */
  defaultWorkdir: string | null;
  /** PATH of processes. */
  searchPath: string;
  /** Variables of every process, below those of its own request. */
  env: Record<string, string>;
  /** Folder only this daemon uses, emptied by nobody else. */
  runDir: string;
  /** Where users are looked up. */
  passwdFile: string;
  /** Socket of the manager that leads out of the sandbox; null where there is none. */
  egressSocket: string | null;
  /** Whether programs are told about the way out. */
  egress: boolean;
}

/** Refuses what would leave the sandbox open: an empty token, above all. */
export function parseSettings(text: string): SandboxdSettings {
  const given: unknown = JSON.parse(text);
  if (typeof given !== "object" || given === null) throw new Error("the settings are not an object");
  const field = (name: string) => (given as Record<string, unknown>)[name];
  const required = (name: string): string => {
    const value = field(name);
    if (typeof value !== "string" || value.trim() === "") throw new Error(`the setting ${name} is empty`);
    return value;
  };
  const workdir = field("defaultWorkdir");
  const egressSocket = field("egressSocket");
  return {
    sandboxId: required("sandboxId"),
    templateId: required("templateId"),
    accessToken: required("accessToken"),
    controlToken: required("controlToken"),
    defaultUser: required("defaultUser"),
    defaultWorkdir: typeof workdir === "string" && workdir !== "" ? workdir : null,
    searchPath: required("searchPath"),
    env: readEnv(field("env")),
    runDir: required("runDir"),
    passwdFile: required("passwdFile"),
    egressSocket: typeof egressSocket === "string" && egressSocket !== "" ? egressSocket : null,
    egress: field("egress") === true,
  };
}

export function readSettings(): SandboxdSettings {
  return parseSettings(readFileSync(0, "utf8"));
}

/** The first line of the input, which goes on. */
export function readSettingsLine(): SandboxdSettings {
  const chunks: Buffer[] = [];
  const buffer = Buffer.alloc(64 * 1024);
  for (;;) {
    const bytes = readSync(0, buffer);
    const end = buffer.subarray(0, bytes).indexOf("\n");
    chunks.push(Buffer.from(buffer.subarray(0, end === -1 ? bytes : end)));
    if (end !== -1 || bytes === 0) return parseSettings(Buffer.concat(chunks).toString("utf8"));
  }
}

/** The pairs of an object whose values are texts; names that no environment can hold are left out. */
export function readEnv(given: unknown): Record<string, string> {
  if (typeof given !== "object" || given === null || Array.isArray(given)) return {};
  return Object.fromEntries(
    Object.entries(given).filter(
      (pair): pair is [string, string] =>
        typeof pair[1] === "string" && pair[0] !== "" && !/[=\0]/.test(pair[0]) && !pair[1].includes("\0"),
    ),
  );
}
