import type { Writable } from "node:stream";

/** Where a command's words go: results to stdout, everything else to stderr, JSON when asked for. */
export interface Output {
  json: boolean;
  /** The result: as JSON with --json, otherwise in words. */
  result(value: unknown, words: () => string): void;
  /** Progress and remarks; silent with --json. */
  note(text: string): void;
  /** Raw text of a stream, to stdout. */
  write(text: string): void;
  /** A bar on a terminal, nothing elsewhere. */
  progress(label: string, total: number): (done: number) => void;
  style(kind: Style, text: string): string;
}

export type Style = "dim" | "bold" | "red" | "green" | "blue";
const CODES: Record<Style, [number, number]> = {
  dim: [2, 22],
  bold: [1, 22],
  red: [31, 39],
  green: [32, 39],
  blue: [34, 39],
};

export interface OutputStreams {
  stdout: Writable & { isTTY?: boolean };
  stderr: Writable & { isTTY?: boolean; columns?: number };
  color: boolean;
}

export function createOutput(streams: OutputStreams, json: boolean): Output {
  const { stdout, stderr } = streams;
  return {
    json,
    result: (value, words) => {
      stdout.write(json ? `${JSON.stringify(value)}\n` : `${words()}\n`);
    },
    note: (text) => {
      if (!json) stderr.write(`${text}\n`);
    },
    write: (text) => {
      stdout.write(text);
    },
    progress: (label, total) => (json || !stderr.isTTY ? () => undefined : bar(stderr, label, total)),
    style: (kind, text) => {
      if (!streams.color) return text;
      const [open, close] = CODES[kind];
      return `\u001b[${open}m${text}\u001b[${close}m`;
    },
  };
}

function bar(stream: OutputStreams["stderr"], label: string, total: number): (done: number) => void {
  const width = Math.max(10, Math.min(40, (stream.columns ?? 80) - label.length - 12));
  return (done) => {
    const share = total === 0 ? 1 : Math.min(1, done / total);
    const filled = Math.round(share * width);
    stream.write(`\r${label} [${"#".repeat(filled)}${"-".repeat(width - filled)}] ${Math.round(share * 100)} %`);
    if (share === 1) stream.write("\n");
  };
}

/** Rows as aligned columns with a head line. */
export function table(head: string[], rows: (string | number | null | undefined)[][]): string {
  const lines = [head, ...rows.map((row) => row.map((cell) => String(cell ?? "-")))];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
