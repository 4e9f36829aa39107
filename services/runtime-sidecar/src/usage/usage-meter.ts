import type { ApiType, RequestTokenClaims } from "@nexau-cloud/contracts";
import type { Counters, Logger } from "@nexau-cloud/platform";
import { Counter, type Registry } from "prom-client";
import { TOKEN_KINDS, type TokenUsage } from "./token-usage.ts";

export interface ModelCallRecord {
  claims: Pick<RequestTokenClaims, "run_id" | "project_id">;
  apiType: ApiType;
  model: string;
  status: number;
  /** Undefined where the answer named none; then nothing is added. */
  usage: TokenUsage | undefined;
  /** The provider did not say; counted from the size of what passed. */
  estimated: boolean;
}

export interface UsageMeter {
  record(call: ModelCallRecord): void;
  /** Resolves when everything recorded so far has been counted. */
  flush(): Promise<void>;
}

export interface UsageMeterDeps {
  counters: Pick<Counters, "add">;
  metrics: Registry;
  log: Logger;
}

const RUN_TTL_MS = 24 * 3_600_000;
const PROJECT_TTL_MS = 35 * 24 * 3_600_000;

/**
 * Counts calls and tokens: as metrics by api type and model, and in the coordination per run and per project
 * (`usage:<run id>:<kind>`, `usage:<project id>:<kind>`), where all sidecars add to the same sums.
 */
export function createUsageMeter({ counters, metrics, log }: UsageMeterDeps): UsageMeter {
  const calls = counterIn(metrics, {
    name: "nexau_cloud_model_calls_total",
    help: "Calls to models that were answered, by the status of the answer.",
    labelNames: ["api_type", "model", "status"],
  });
  const tokens = counterIn(metrics, {
    name: "nexau_cloud_model_tokens_total",
    help: "Tokens of model calls; estimated where the provider did not say.",
    labelNames: ["api_type", "model", "kind", "estimated"],
  });
  const pending = new Set<Promise<unknown>>();

  function add(key: string, amount: number, ttlMs: number): void {
    const adding = counters
      .add(key, amount, ttlMs)
      .catch((error) => log.error({ err: error, key, amount }, "counting tokens failed"))
      .finally(() => pending.delete(adding));
    pending.add(adding);
  }

  return {
    record({ claims, apiType, model, status, usage, estimated }) {
      calls.inc({ api_type: apiType, model, status: String(status) });
      for (const kind of TOKEN_KINDS) {
        const amount = usage?.[kind] ?? 0;
        if (amount === 0) continue;
        tokens.inc({ api_type: apiType, model, kind, estimated: String(estimated) }, amount);
        add(`usage:${claims.run_id}:${kind}`, amount, RUN_TTL_MS);
        add(`usage:${claims.project_id}:${kind}`, amount, PROJECT_TTL_MS);
      }
    },
    flush: async () => {
      await Promise.all(pending);
    },
  };
}

/** Several sidecars in one process share a registry, as they do in tests. */
function counterIn<Label extends string>(
  registry: Registry,
  options: { name: string; help: string; labelNames: Label[] },
): Counter<Label> {
  const known = registry.getSingleMetric(options.name);
  return known instanceof Counter ? known : new Counter({ ...options, registers: [registry] });
}
