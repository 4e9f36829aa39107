import { posix } from "node:path";
import type { SourceFile } from "./source-files.ts";

/** Which of our packages each workspace may import. `<service>/client` is open to every service and to the cloud. */
const ARROWS: Record<string, string[]> = {
  "packages/contracts": [],
  "packages/platform": ["contracts"],
  "packages/agent-spec": ["contracts", "platform"],
  "packages/sdk": ["contracts"],
  "services/sandboxd": ["contracts"],
  "services/edge": ["contracts", "platform"],
  "services/backend": ["contracts", "platform", "agent-spec"],
  "services/agent-gateway": ["contracts", "platform"],
  "services/session-manager": ["contracts", "platform"],
  "services/agent-runtime": ["contracts", "platform", "agent-spec"],
  "services/runtime-sidecar": ["contracts", "platform"],
  "services/sandbox-manager": ["contracts", "platform", "agent-spec"],
  "apps/cli": ["contracts", "sdk", "cloud"],
  "apps/cloud": [
    "contracts",
    "platform",
    "edge",
    "backend",
    "agent-gateway",
    "session-manager",
    "agent-runtime",
    "runtime-sidecar",
    "sandbox-manager",
  ],
};

const isTest = (path: string) =>
  /\.(test|fixture)\.ts$/.test(path) || path.includes(".contract.") || /\/test(-support)?\//.test(path);
const isFree = (path: string) =>
  /^(tests|bench|scripts|examples|tools|packages\/testkit)\//.test(path) || !path.includes("/");

/** Imports against the plan: between packages, out of a package's folder, and process.env outside of a main file. */
export function findForbiddenImports(files: SourceFile[]): string[] {
  return files.flatMap((file) => (isFree(file.path) ? [] : [...importFaults(file), ...environmentFaults(file)]));
}

function importFaults({ path, imports }: SourceFile): string[] {
  const workspace = path.split("/").slice(0, 2).join("/");
  return imports.flatMap(({ specifier, line }) => {
    const fault = specifier.startsWith(".")
      ? relativeFault(path, workspace, specifier)
      : packageFault(path, workspace, specifier);
    return fault ? [`${path}:${line} imports ${specifier}: ${fault}`] : [];
  });
}

function relativeFault(path: string, workspace: string, specifier: string): string | undefined {
  const target = posix.normalize(posix.join(posix.dirname(path), specifier));
  return target.startsWith(`${workspace}/`) ? undefined : "a relative import stays inside its package";
}

function packageFault(path: string, workspace: string, specifier: string): string | undefined {
  const match = /^@nexau-cloud\/([^/]+)(\/.*)?$/.exec(specifier);
  if (!match?.[1]) return undefined;
  const [, name, subpath] = match;
  if (subpath?.startsWith("/src")) return "packages are imported by their exports, not by file";
  if (name === "testkit") return isTest(path) ? undefined : "the testkit is for tests";
  if (subpath === "/client" && workspace.startsWith("services/")) return undefined;
  if (ARROWS[workspace]?.includes(name)) return undefined;
  return `${workspace} may import only ${ARROWS[workspace]?.join(", ") || "nothing of ours"}`;
}

/** Where the system's programs lie (`process.env.PATH`) is no setting of ours. */
const ENVIRONMENT = /\bprocess\.env\b(?!\.PATH\b)/;

function environmentFaults({ path, text }: SourceFile): string[] {
  if (path.endsWith("/main.ts") || isTest(path)) return [];
  return text
    .split("\n")
    .flatMap((line, index) =>
      ENVIRONMENT.test(line.replace(/\/\/.*|^\s*\*.*/, ""))
        ? [`${path}:${index + 1} reads process.env: only main.ts does`]
        : [],
    );
}
