import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { ServiceError } from "../errors.ts";
import type { Logger } from "../log.ts";
import { deathSignalPrefix } from "./death-signal.ts";
import { findPostgresBinaries, type PostgresBinaries } from "./postgres-binaries.ts";
import { choosePostgresUser, giveFolder, type PostgresUser } from "./postgres-user.ts";
import { findPostmaster, OWNER_SETTING, stopPostmaster } from "./postmaster.ts";

export interface EmbeddedPostgresOptions {
  /** Folder of the database's own: its data, its password and, where the path is short enough, its socket lie in it. */
  dataDir: string;
  log: Logger;
  /** False in tests only: a crash of the machine may then cost the data. */
  durable?: boolean;
  /** More settings, as in postgresql.conf. */
  settings?: Record<string, string>;
}

export interface EmbeddedPostgres {
  /** For every process of this user: a unix socket and a generated password. */
  url: string;
  /** Open transactions are rolled back. Does nothing where another living process started the server. */
  stop(): Promise<void>;
}

const ROLE = "nexau_cloud";
const PASSWORD_FILE = "nexau-cloud-password";
const START_TIMEOUT_MS = 30_000;

/**
 * Starts the PostgreSQL that comes with the cloud, making its data at first. A server that another living process started
 * on the same folder is shared; one that a killed cloud left behind is stopped first.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  await mkdir(options.dataDir, { recursive: true });
  // One name for one folder: a running server is known by the path on its command line.
  const folder = await realpath(options.dataDir);
  const server: Server = {
    ...options,
    dataDir: join(folder, "data"),
    user: await choosePostgresUser(),
    binaries: await findPostgresBinaries(join(folder, "lib")),
  };
  if (!(await isFolder(server.dataDir))) await initialize(server, folder);
  for (const end = Date.now() + START_TIMEOUT_MS; ; await delay(20)) {
    const database = await startOrShare(server);
    if (database) return database;
    if (Date.now() > end) throw startFailed("another process holds its data folder");
  }
}

interface Server extends EmbeddedPostgresOptions {
  user: PostgresUser;
  binaries: PostgresBinaries;
}

/** Undefined when it is worth another try: somebody else is starting or stopping. */
async function startOrShare(server: Server): Promise<EmbeddedPostgres | undefined> {
  const running = await findPostmaster(server.dataDir);
  if (!running) return start(server);
  if (running.orphan) {
    server.log.warn({ pid: running.pid }, "stopping the embedded database of a cloud that was killed");
    await stopPostmaster(server.dataDir, running.pid);
    return start(server);
  }
  if (!running.ready) return undefined;
  return { url: await urlOf(server, running.socketDir), stop: async () => {} };
}

async function start(server: Server): Promise<EmbeddedPostgres | undefined> {
  await giveFolder(server.dataDir, server.user);
  const socketDir = await socketDirOf(server);
  const removeSocketDir = async () => {
    if (socketDir !== server.dataDir) await rm(socketDir, { recursive: true, force: true });
  };
  const words = [...(await deathSignalPrefix()), server.binaries.postgres, ...postgresArgs(server, socketDir)];
  const running = run(server, words);
  const failure = await Promise.race([running.says("database system is ready to accept connections"), running.ended]);
  if (failure) {
    await removeSocketDir();
    if (/lock file "postmaster.pid" already exists|pre-existing shared memory block/.test(failure)) return undefined;
    throw startFailed(/^FATAL.*/m.exec(failure)?.[0] ?? failure);
  }
  let stopping = false;
  running.ended.then((output) => {
    if (!stopping) server.log.error({ output }, "the embedded database stopped by itself");
  });
  return {
    url: await urlOf(server, socketDir),
    stop: async () => {
      stopping = true;
      await running.stop();
      await removeSocketDir();
    },
  };
}

/** The data is made in a draft and moved into place, so that a crash in the middle leaves nothing half done. */
async function initialize(server: Server, folder: string): Promise<void> {
  const draft = await mkdtemp(join(folder, "new-"));
  const [dataDir, passwordFile] = [join(draft, "data"), join(draft, "password")];
  try {
    await mkdir(dataDir, { mode: 0o700 });
    await writeFile(passwordFile, randomBytes(32).toString("hex"), { mode: 0o600 });
    await giveFolder(draft, server.user);
    const running = run(server, [server.binaries.initdb, ...initdbArgs(server, dataDir, passwordFile)]);
    const output = await running.ended;
    if (running.child.exitCode !== 0) throw startFailed(output);
    await rename(passwordFile, join(dataDir, PASSWORD_FILE));
    await rename(dataDir, server.dataDir);
    server.log.info("made the embedded database");
  } catch (error) {
    // Another process that started at the same moment may have been first.
    if ((error as NodeJS.ErrnoException).code !== "ENOTEMPTY") throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

function initdbArgs({ durable = true }: Server, dataDir: string, passwordFile: string): string[] {
  return [
    ...["--pgdata", dataDir, "--username", ROLE, "--auth", "scram-sha-256", "--pwfile", passwordFile],
    // Sorted by bytes, and with every alphabet's upper and lower case, on every machine alike.
    ...["--encoding", "UTF8", "--no-locale", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"],
    ...["--no-instructions", "--wal-segsize", "4"],
    ...(durable ? [] : ["--no-sync"]),
    // The password is 256 random bits: stretching it adds nothing but time to each connection.
    ...["--set", "scram_iterations=1"],
  ];
}

function postgresArgs({ dataDir, durable = true, settings }: Server, socketDir: string): string[] {
  const all: Record<string, string> = {
    [OWNER_SETTING]: String(process.pid),
    listen_addresses: "",
    unix_socket_directories: `"${socketDir.replaceAll('"', '""')}"`,
    unix_socket_permissions: "0700",
    max_connections: "100",
    shared_buffers: "32MB",
    huge_pages: "off",
    jit: "off",
    // No processes of its own for reading ahead and for replication.
    io_method: "sync",
    wal_level: "minimal",
    max_wal_senders: "0",
    max_logical_replication_workers: "0",
    min_wal_size: "8MB",
    max_wal_size: "256MB",
    autovacuum_worker_slots: "1",
    autovacuum_max_workers: "1",
    log_min_messages: "log",
    log_line_prefix: "",
    log_checkpoints: "off",
    ...(durable ? {} : { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
    ...settings,
  };
  return ["-D", dataDir, ...Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`])];
}

/** Runs one of PostgreSQL's programs as its user, its output going to the log. */
function run({ user, binaries, log }: Server, words: string[]) {
  const [program = "", ...rest] = [...user.prefix, ...words];
  const child = spawn(program, rest, {
    stdio: ["ignore", "pipe", "pipe"],
    // Nothing of our environment: it holds keys.
    env: { PATH: process.env.PATH ?? "", LC_ALL: "C", TZ: "UTC", ...binaries.env },
    // Ctrl-C in a terminal goes to the whole group; the database is stopped by us, after those who use it.
    detached: true,
  });
  const lines: string[] = [];
  const listeners = new Set<(line: string) => void>();
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on("line", (line) => {
      lines.push(line);
      if (lines.length > 30) lines.shift();
      log[/^(FATAL|PANIC)/.test(line) ? "warn" : "debug"]({ line }, "embedded database");
      for (const listener of listeners) listener(line);
    });
  }
  const ended = new Promise<string>((done) => {
    child.once("error", (error) => done(error.message));
    child.once("close", () => done(lines.join("\n") || "no output"));
  });
  return {
    child,
    /** Resolves with the last lines of output once it and its own processes are gone. */
    ended,
    says: (text: string) =>
      new Promise<undefined>((done) => {
        listeners.add((line) => {
          if (line.endsWith(text)) done(undefined);
        });
      }),
    stop: () => stopChild(child, ended),
  };
}

async function stopChild(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  child.kill("SIGINT");
  const impatient = setTimeout(() => child.kill("SIGQUIT"), 10_000);
  await ended.finally(() => clearTimeout(impatient));
}

/** In the data folder, which nobody else may enter; a path of more than 107 bytes is too long for a socket. */
async function socketDirOf({ dataDir, user }: Server): Promise<string> {
  if (Buffer.byteLength(`${dataDir}/.s.PGSQL.5432`) < 104) return dataDir;
  const folder = await mkdtemp(join(tmpdir(), "nexau-db-"));
  await giveFolder(folder, user);
  return folder;
}

async function urlOf({ dataDir }: Server, socketDir: string): Promise<string> {
  const password = await readFile(join(dataDir, PASSWORD_FILE), "utf8");
  return `postgres://${ROLE}:${password}@localhost/postgres?host=${encodeURIComponent(socketDir)}`;
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

function startFailed(output: string): ServiceError {
  return new ServiceError(
    "unavailable",
    "embedded_database_failed",
    `The embedded PostgreSQL does not start: ${output}`,
  );
}
