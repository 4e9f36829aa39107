export interface Summary {
  median: number;
  p99: number;
  count: number;
}

export function summarize(samples: number[]): Summary {
  const sorted = samples.toSorted((a, b) => a - b);
  return { median: quantile(sorted, 0.5), p99: quantile(sorted, 0.99), count: sorted.length };
}

/** Of sorted samples: the smallest that so large a part of them does not exceed. */
function quantile(sorted: number[], part: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN;
}
