const PREFIX = "NEXAU_CLOUD_";

/** `runtimeSidecar.tracesPort` -> `NEXAU_CLOUD_RUNTIME_SIDECAR_TRACES_PORT`. */
export function variableOf(path: string[]): string {
  return PREFIX + path.map((segment) => words(segment, "_").toUpperCase()).join("_");
}

/** `runtimeSidecar.tracesPort` -> `--runtime-sidecar.traces-port`. */
export function flagOf(path: string[]): string {
  return `--${path.map((segment) => words(segment, "-")).join(".")}`;
}

export const isConfigVariable = (name: string) => name.startsWith(PREFIX);

const words = (segment: string, separator: string) =>
  segment.replace(/[A-Z]/g, (letter) => `${separator}${letter.toLowerCase()}`);

/** The one of `known` that `name` was probably meant to be, if any is near. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  let best: { name: string; distance: number } | undefined;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (!best || distance < best.distance) best = { name: candidate, distance };
  }
  return best && best.distance <= Math.max(2, Math.floor(name.length / 4)) ? best.name : undefined;
}

/** ` Did you mean x?`, or nothing. */
export function suggestion(name: string, known: Iterable<string>): string {
  const found = nearest(name, known);
  return found ? ` Did you mean ${found}?` : "";
}

/** Levenshtein's: how many letters to insert, remove or replace. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(replaced, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    previous = row;
  }
  return previous[b.length] ?? 0;
}
