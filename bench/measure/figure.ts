import type { Summary } from "./statistics.ts";

/** One thing that is measured, beside the limit that it cannot beat. */
export interface Figure {
  /** What `npm run bench <name>` takes. */
  name: string;
  measure(): Promise<FigureRow[]>;
}

export interface FigureRow {
  what: string;
  unit: "ms" | "events/s" | "MB";
  ours: Summary;
  /** The same work without us in between, measured in the same run. */
  limit: { what: string; value: Summary };
  /** What we want to reach, in words. */
  goal?: string;
}
