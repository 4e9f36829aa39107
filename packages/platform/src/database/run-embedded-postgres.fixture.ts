import { once } from "node:events";
import { createLogger } from "../log.ts";
import { startEmbeddedPostgres } from "./embedded-postgres.ts";

/** A cloud of nothing but its database, for tests: prints the URL and runs until its input ends. */
const database = await startEmbeddedPostgres({
  dataDir: process.argv[2] ?? "",
  log: createLogger("fixture", { level: "silent" }),
});
process.stdout.write(`${database.url}\n`);
process.stdin.resume();
await once(process.stdin, "end");
await database.stop();
