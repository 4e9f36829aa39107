import { Gauge, type Registry } from "prom-client";
import type { LiveSandbox } from "./live-sandbox.ts";

/** How many sandboxes run, for /metrics. */
export function registerSandboxMetrics(registry: Registry, { all }: { all(): LiveSandbox[] }): void {
  new Gauge({
    name: "sandboxes_running",
    help: "Sandboxes that run under this manager.",
    registers: [registry],
    collect() {
      this.set(all().length);
    },
  });
}
