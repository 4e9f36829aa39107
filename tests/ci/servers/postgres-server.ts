import { execFile } from "node:child_process";
import { chown, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "./free-port.ts";
import type { RestartableServer } from "./restartable-server.ts";
import { type ServerProcess, startServerProcess } from "./server-process.ts";

/** PostgreSQL does not run as root: there it runs as `nobody`, as everywhere somebody without any rights. */
const NOBODY = 65_534;
const asNobody = ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups", "--"];
const DEBIAN = "/usr/lib/postgresql";

/** The machine's PostgreSQL, not the cloud's own. A stop breaks all connections at once, and keeps what was committed. */
export async function startPostgresServer(): Promise<RestartableServer> {
  const programs = await newestPrograms();
  const folder = await mkdtemp(join(tmpdir(), "nexau-ci-postgres-"));
  const prefix = process.getuid?.() === 0 ? asNobody : [];
  if (prefix.length > 0) await chown(folder, NOBODY, NOBODY);
  const port = await freePort();
  const data = join(folder, "data");
  await runAs(prefix, [join(programs, "initdb"), "-D", data, "-U", "cloud", "--auth=trust", "--no-sync", "-E", "UTF8"]);
  const settings = { listen_addresses: "127.0.0.1", port: String(port), unix_socket_directories: "" };
  let running: ServerProcess | undefined;
  const server: RestartableServer = {
    url: `postgres://cloud@127.0.0.1:${port}/postgres`,
    async start() {
      running = await startServerProcess({
        words: [
          ...[...prefix, join(programs, "postgres"), "-D", data],
          ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
        ],
        ready: /database system is ready to accept connections/,
        env: { LC_ALL: "C" },
      });
    },
    stop: async () => running?.end("SIGINT"),
    async [Symbol.asyncDispose]() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}

async function newestPrograms(): Promise<string> {
  const versions = (await readdir(DEBIAN)).map(Number).filter(Boolean);
  return join(DEBIAN, String(Math.max(...versions)), "bin");
}

async function runAs(prefix: string[], words: string[]): Promise<void> {
  const [program = "", ...rest] = [...prefix, ...words];
  await promisify(execFile)(program, rest, { cwd: "/", env: { PATH: process.env.PATH, LC_ALL: "C" } });
}
