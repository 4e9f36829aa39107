import { createLogger, startEmbeddedPostgres } from "@nexau-cloud/platform";
import type { TestServer } from "./test-servers.ts";

/** The real thing, without waiting for the disk. */
export function startTestPostgres(folder: string): Promise<TestServer> {
  return startEmbeddedPostgres({
    dataDir: folder,
    log: createLogger("test-postgres", { level: "error" }),
    durable: false,
    settings: { max_connections: "200" },
  });
}
