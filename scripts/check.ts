/**
 * Everything that must hold besides the tests: format and lint, types, arrows between packages, import cycles, work put
 * off, dead code, generated files. All of it runs, and all that is wrong is printed, before it fails.
 */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { findForbiddenImports } from "./check/arrows.ts";
import { findImportCycles } from "./check/cycles.ts";
import { findLeftovers } from "./check/leftovers.ts";
import { readSourceFiles } from "./check/source-files.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "..");
const bin = join(root, "node_modules/.bin");
const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };

interface Check {
  name: string;
  /** What is wrong, in words; empty when all is well. */
  find(): Promise<string>;
}

async function outputOfFailure(program: string, args: string[]): Promise<string> {
  try {
    await run(join(bin, program), args, { cwd: root, env, maxBuffer: 64 * 2 ** 20 });
    return "";
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    return `${stdout}${stderr}`.trim() || String(error);
  }
}

const files = readSourceFiles(root);
const checks: Check[] = [
  {
    name: "format and lint",
    find: () => outputOfFailure("biome", ["check", "--error-on-warnings", "--max-diagnostics=50", "."]),
  },
  { name: "types", find: () => outputOfFailure("tsc", ["-p", root]) },
  { name: "arrows between packages", find: async () => findForbiddenImports(files).join("\n") },
  { name: "import cycles", find: async () => findImportCycles(files).join("\n") },
  { name: "work put off", find: async () => findLeftovers(files).join("\n") },
  { name: "dead code", find: () => outputOfFailure("knip", ["--no-progress"]) },
  { name: "generated files", find: () => outputOfFailure("node", [join(root, "scripts/generate.ts"), "--check"]) },
];

const results = await Promise.all(checks.map(async ({ name, find }) => ({ name, fault: await find() })));
for (const { name, fault } of results) {
  console.log(`${fault ? "failed" : "ok    "}  ${name}`);
  if (fault) console.log(`${fault.replaceAll(/^/gm, "    ")}\n`);
}
process.exitCode = results.some(({ fault }) => fault) ? 1 : 0;
