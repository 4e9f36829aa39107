import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface SourceFile {
  /** From the root, `/`-separated. */
  path: string;
  text: string;
  imports: Import[];
}

export interface Import {
  specifier: string;
  /** `import type` and `export type` vanish at run time. */
  typeOnly: boolean;
  line: number;
}

/** Every hand-written TypeScript file that git tracks or would track. */
export function readSourceFiles(root: string): SourceFile[] {
  const listed = execFileSync(
    "git",
    ["ls-files", "--cached", "--others", "--exclude-standard", "*.ts", "*.tsx", "*.mts"],
    {
      cwd: root,
      encoding: "utf8",
    },
  );
  return listed
    .split("\n")
    .filter(
      (path) => path !== "" && !path.endsWith(".gen.ts") && !path.endsWith(".d.ts") && existsSync(join(root, path)),
    )
    .map((path) => {
      const text = readFileSync(join(root, path), "utf8");
      return { path, text, imports: importsOf(text) };
    });
}

const STATEMENT =
  /^\s*(?:import|export)\s+(type\s)?[^"';]*?from\s+["']([^"']+)["']|^\s*import\s+["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)/gm;

function importsOf(text: string): Import[] {
  return [...text.matchAll(STATEMENT)].map((match) => ({
    specifier: match[2] ?? match[3] ?? match[4] ?? "",
    // A dynamic import in a type position (`import("x").Y`) cannot be told from a value here; it counts as a value.
    typeOnly: match[1] !== undefined,
    line: text.slice(0, match.index).split("\n").length,
  }));
}
