import { existsSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { join } from "node:path";
import { ServiceError } from "@nexau-cloud/platform";
import { startCloud } from "./cloud.ts";
import { loadFromProcess } from "./load-from-process.ts";
import { readyMessage } from "./ready-message.ts";
import { serveService } from "./serve.ts";
import { type SignalSource, stopRequest } from "./stop-request.ts";

export interface ProcessHandle extends SignalSource {
  argv: string[];
  env: Record<string, string | undefined>;
  stdout: { write(text: string): unknown };
  stderr: { write(text: string): unknown };
}

const COMPILE_CACHE_DELAY_MS = 3_000;

/**
 * A cloud's process from its command line to its end. What people read goes to stdout, the log's JSON lines to stderr.
 * The first signal stops everything in order, the second at once. Resolves to the exit code.
 */
export async function runProcess(handle: ProcessHandle): Promise<number> {
  const startedAt = performance.now();
  try {
    const { service, loaded } = loadFromProcess(handle.argv, handle.env);
    const config = loaded.value;
    const firstStart = !existsSync(join(config.dataDir, "secrets"));
    const stopRequested = stopRequest(handle);
    const options = { logDestination: { write: (line: string) => void handle.stderr.write(line) } };
    const starting = service === null ? startCloud(config, options) : serveService(service, config, options);
    await using running = await starting;
    const seconds = (performance.now() - startedAt) / 1000;
    handle.stdout.write(
      service === null
        ? `${readyMessage({ url: running.url, seconds, firstStart })}\n`
        : `${service} is ready at ${running.url} (${seconds.toFixed(1)} s).\n`,
    );
    // Written now, and not only when the process ends in order; later, as it takes a moment.
    setTimeout(flushCompileCache, COMPILE_CACHE_DELAY_MS).unref();
    await stopRequested;
    handle.stdout.write("Stopping.\n");
    return 0;
  } catch (error) {
    handle.stderr.write(`${explain(error)}\n`);
    return 1;
  }
}

/** What we raised ourselves says what to do in its message; of anything else the whole truth helps more. */
function explain(thrown: unknown): string {
  if (thrown instanceof ServiceError && thrown.reason !== "internal") return thrown.message;
  const cause = thrown instanceof ServiceError ? (thrown.cause ?? thrown) : thrown;
  return `NexAU Cloud could not start: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}`;
}
