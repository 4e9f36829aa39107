import { Histogram, type Registry } from "prom-client";

const NAME = "http_request_duration_seconds";
const BUCKETS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

export interface ServedRequest {
  method: string;
  /** The route's pattern and never the path, so that there are as many series as routes. */
  route: string;
  status: number;
  seconds: number;
}

/** Counts served requests in `registry`. Several servers may share one. */
export function createHttpMetrics(registry: Registry): (request: ServedRequest) => void {
  const known = registry.getSingleMetric(NAME);
  const histogram =
    known instanceof Histogram
      ? known
      : new Histogram({
          name: NAME,
          help: "Time from a request's arrival to the end of its answer.",
          labelNames: ["method", "route", "status"],
          buckets: BUCKETS,
          registers: [registry],
        });
  return ({ method, route, status, seconds }) => histogram.observe({ method, route, status }, seconds);
}
