import { posix } from "node:path";
import type { SourceFile } from "./source-files.ts";

/** Circles of run-time imports between files, each given once as the way round. */
export function findImportCycles(files: SourceFile[]): string[] {
  const known = new Set(files.map(({ path }) => path));
  const graph = new Map(files.map((file) => [file.path, targetsOf(file, known)]));
  const done = new Set<string>();
  const cycles: string[] = [];

  function visit(path: string, way: string[]): void {
    const place = way.indexOf(path);
    if (place >= 0) {
      cycles.push([...way.slice(place), path].join(" -> "));
      return;
    }
    if (done.has(path)) return;
    for (const target of graph.get(path) ?? []) visit(target, [...way, path]);
    done.add(path);
  }

  for (const path of graph.keys()) visit(path, []);
  return cycles;
}

function targetsOf(file: SourceFile, known: Set<string>): string[] {
  return file.imports
    .filter(({ typeOnly, specifier }) => !typeOnly && specifier.startsWith("."))
    .map(({ specifier }) => posix.normalize(posix.join(posix.dirname(file.path), specifier)))
    .filter((target) => known.has(target));
}
