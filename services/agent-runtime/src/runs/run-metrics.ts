import { Counter, Gauge, type Registry } from "prom-client";

/** Makes this runtime's runs visible in /metrics. Answers with the function that counts the end of one. */
export function registerRunMetrics(registry: Registry, running: () => number): (state: string) => void {
  const ended = new Counter({
    name: "nexau_cloud_runs_ended_total",
    help: "Runs that this runtime ended, by state; abandoned ones went on elsewhere.",
    labelNames: ["state"],
    registers: [registry],
  });
  new Gauge({
    name: "nexau_cloud_runs_running",
    help: "Runs that this runtime is working on.",
    registers: [registry],
    collect() {
      this.set(running());
    },
  });
  return (state) => ended.inc({ state });
}
