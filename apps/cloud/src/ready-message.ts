import { readdirSync } from "node:fs";
import { join } from "node:path";

export interface ReadyFacts {
  url: string;
  seconds: number;
  /** Nothing was in the data folder before. */
  firstStart: boolean;
}

const EXAMPLES = join(import.meta.dirname, "../../../examples");

/** What the person at the terminal should know now. */
export function readyMessage({ url, seconds, firstStart }: ReadyFacts): string {
  const address = url.replace("//127.0.0.1:", "//localhost:");
  const ready = `NexAU Cloud is ready at ${address} (${seconds.toFixed(1)} s). Ctrl-C stops it.`;
  if (!firstStart) return ready;
  const target = address === "http://localhost:8080" ? "" : ` --url ${address}`;
  return `${ready}\n\nNothing is deployed yet. In another terminal:\n  npx nexau-cloud${target} deploy examples/${firstExample()}`;
}

function firstExample(): string {
  try {
    const agents = readdirSync(EXAMPLES).filter((name) => name.endsWith("-agent"));
    return agents.find((name) => name.startsWith("bookshop")) ?? agents[0] ?? "bookshop-agent";
  } catch {
    return "bookshop-agent";
  }
}
