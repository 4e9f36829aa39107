import { createHash } from "node:crypto";
import type { AgentDefinition } from "@nexau-cloud/agent-spec";
import type { BundleIssue, Launch } from "@nexau-cloud/contracts";
import type { BundleCache } from "./bundle-cache.ts";

export interface LoadedProject {
  /** In the order of nexau.json; the first is the default. */
  agents: AgentDefinition[];
  issues: BundleIssue[];
  warnings: BundleIssue[];
}

export interface ProjectLoader {
  /** `env` is the run's whole environment, the request token in it. */
  load(launch: Launch, env: Record<string, string>, requestToken: string): Promise<LoadedProject>;
}

export interface ProjectLoaderDeps {
  bundles: BundleCache;
  loadProject(options: { dir: string; env: Record<string, string> }): Promise<LoadedProject>;
  maxProjects: number;
}

/**
 * Stands for the request token while a project is loaded, as every run has another one and the project is the same. No
 * YAML needs quotes around it, just as around the token.
 */
const TOKEN_MARK = "nexau-request-token-ncRD0yXQb7";

/** Agent definitions by bundle and environment: a run of a version that ran before reads no file. */
export function createProjectLoader({ bundles, loadProject, maxProjects }: ProjectLoaderDeps): ProjectLoader {
  /** In order of use, the latest last. */
  const projects = new Map<string, Promise<CachedProject>>();

  function cached(launch: Launch, env: Record<string, string>): Promise<CachedProject> {
    const key = `${launch.bundle.digest}:${digestOf(env)}`;
    const known = projects.get(key) ?? read(launch, env);
    projects.delete(key);
    projects.set(key, known);
    known.catch(() => projects.delete(key));
    const oldest = projects.keys().next();
    if (projects.size > maxProjects && !oldest.done) projects.delete(oldest.value);
    return known;
  }

  async function read(launch: Launch, env: Record<string, string>): Promise<CachedProject> {
    const project = await bundles.withBundle(launch.bundle, (dir) => loadProject({ dir, env }));
    const text = JSON.stringify(project);
    return { project, textWithMark: text.includes(TOKEN_MARK) ? text : null };
  }

  return {
    async load(launch, env, requestToken) {
      const marked = Object.entries(env).map(([key, value]) => [key, value.replaceAll(requestToken, TOKEN_MARK)]);
      const { project, textWithMark } = await cached(launch, Object.fromEntries(marked));
      return textWithMark === null ? project : JSON.parse(textWithMark.replaceAll(TOKEN_MARK, requestToken));
    },
  };
}

interface CachedProject {
  project: LoadedProject;
  /** Set when the project has the token somewhere: the text in which to put the run's own. */
  textWithMark: string | null;
}

function digestOf(env: Record<string, string>): string {
  const sorted = Object.entries(env).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(sorted)).digest("hex");
}
