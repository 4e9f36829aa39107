import type { FigureRow } from "./figure.ts";

const HEAD = ["figure", "unit", "median", "p99", "n", "limit median", "limit p99", "limit", "goal"];

export function printTable(rows: FigureRow[]): void {
  const lines = [HEAD, ...rows.map(cells)];
  const widths = HEAD.map((_head, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  for (const line of lines) {
    console.log(
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    );
  }
}

function cells({ what, unit, ours, limit, goal }: FigureRow): string[] {
  return [
    what,
    unit,
    number(ours.median),
    number(ours.p99),
    String(ours.count),
    number(limit.value.median),
    number(limit.value.p99),
    limit.what,
    goal ?? "",
  ];
}

const number = (value: number) => (value >= 1000 ? Math.round(value).toString() : value.toPrecision(3));
