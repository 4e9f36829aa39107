import { z } from "zod";
import { bundleError } from "./bundle-error.ts";

/** What nexau.json says. */
export interface Manifest {
  /** Name of an agent -> path of its YAML, relative to nexau.json; the first is the default. */
  agents: Record<string, string>;
  /** Paths left out of the upload by whoever makes the zip. */
  excluded: string[];
}

const ManifestJson = z.looseObject({
  agents: z
    .record(z.string(), z.string().min(1))
    .refine((agents) => Object.keys(agents).length > 0, "must name at least one agent"),
  excluded: z.array(z.string()).default([]),
});
const AGENT_NAME = /^[^\p{Cc}/\\]{1,128}$/u;
const KNOWN_KEYS = ["agents", "excluded"];

/** Unknown keys are named, not refused: other tools may keep theirs in the file. */
export function parseManifest(text: string): { manifest: Manifest; unknownKeys: string[] } {
  const parsed = ManifestJson.safeParse(parseJson(text));
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "nexau.json"}: ${message}`);
    throw bundleError("bundle_manifest_invalid", `nexau.json is not valid. ${problems.join("; ")}`);
  }
  const { agents, excluded, ...rest } = parsed.data;
  for (const [name, path] of Object.entries(agents)) checkAgent(name, path);
  return { manifest: { agents, excluded }, unknownKeys: Object.keys(rest).filter((key) => !KNOWN_KEYS.includes(key)) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (cause) {
    throw bundleError("bundle_manifest_invalid", `nexau.json is not JSON: ${(cause as Error).message}`, { cause });
  }
}

function checkAgent(name: string, path: string): void {
  if (!AGENT_NAME.test(name) || name === "__proto__") {
    throw bundleError("bundle_manifest_invalid", `nexau.json: ${JSON.stringify(name)} cannot be an agent's name.`);
  }
  if (path.startsWith("/") || path.includes("\\") || path.split("/").includes("..")) {
    throw bundleError("bundle_manifest_invalid", `nexau.json: the path ${JSON.stringify(path)} leaves the bundle.`);
  }
}
