import type { BundleIssue } from "@nexau-cloud/contracts";
import { ServiceError } from "@nexau-cloud/platform";
import { loadAgent } from "../agent/load-agent.ts";
import type { AgentDefinition } from "../agent-definition.ts";
import { type Manifest, parseManifest } from "../bundle/manifest.ts";
import { openBundleFiles } from "./bundle-files.ts";
import { resolveBundlePath } from "./bundle-path.ts";
import { createIssueLog } from "./issue-log.ts";
import type { LoadContext } from "./load-context.ts";

export interface LoadProjectOptions {
  /** The unpacked bundle, nexau.json at its top. */
  dir: string;
  /** What `${env.X}` and the fall-backs of llm_config see. */
  env: Record<string, string>;
}

export interface LoadedProject {
  /** In the order of nexau.json; the first is the default. Only whole when there are no issues. */
  agents: AgentDefinition[];
  issues: BundleIssue[];
  warnings: BundleIssue[];
}

/** Reads a project as a run would, without running anything of it, and says all that is wrong with it. */
export async function loadProject({ dir, env }: LoadProjectOptions): Promise<LoadedProject> {
  const log = createIssueLog();
  const context: LoadContext = { files: openBundleFiles(dir), env, log };
  const manifest = await readManifest(context);
  const agents: AgentDefinition[] = [];
  const budget = { agents: 0 };
  for (const [name, reference] of Object.entries(manifest?.agents ?? {})) {
    const resolved = resolveBundlePath("", reference);
    if ("problem" in resolved) {
      log.issue("path_outside_bundle", "nexau.json", `The agent ${JSON.stringify(name)}: ${resolved.problem}.`);
      continue;
    }
    if ((await context.files.kind(resolved.path)) !== "file") {
      const message = `The agent ${JSON.stringify(name)}: ${resolved.path} is not in the bundle.`;
      log.issue("agent_yaml_missing", "nexau.json", message);
      continue;
    }
    const agent = await loadAgent(context, { name, file: resolved.path, above: [], budget });
    if (agent) agents.push(agent);
  }
  return { agents, issues: log.issues, warnings: log.warnings };
}

async function readManifest({ files, log }: LoadContext): Promise<Manifest | undefined> {
  const read = await files.readText("nexau.json");
  if ("problem" in read) {
    log.issue("bundle_manifest_missing", "nexau.json", `nexau.json is ${read.problem}.`);
    return undefined;
  }
  try {
    const { manifest, unknownKeys } = parseManifest(read.text);
    for (const key of unknownKeys) {
      log.warning("manifest_key_unknown", "nexau.json", `${JSON.stringify(key)} means nothing here; it is ignored.`);
    }
    return manifest;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    log.issue(error.reason, "nexau.json", error.message);
    return undefined;
  }
}
