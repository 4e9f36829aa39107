import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { ServiceError } from "../errors.ts";

/**
 * Keeps two clouds from sharing a data folder. The lock is SQLite's lock on a file, which the kernel gives up when its
 * process dies in whatever way, so there are no stale ones. `service` is null for a whole cloud, which wants the folder
 * for itself; processes that run one service each share it, but not with a second one of the same service.
 */
export async function lockDataFolder(folder: string, service: string | null): Promise<() => void> {
  const locks = join(folder, "locks");
  await mkdir(locks, { recursive: true, mode: 0o700 });
  const wanted: { name: string; mode: LockMode }[] =
    service === null
      ? [{ name: "folder", mode: "alone" }]
      : [
          { name: "folder", mode: "shared" },
          { name: service, mode: "alone" },
        ];
  const taken: DatabaseSync[] = [];
  const release = () => {
    for (const lock of taken) lock.close();
  };
  for (const { name, mode } of wanted) {
    const lock = lockFile(join(locks, name), mode);
    if (!lock) {
      release();
      throw inUse(folder, await readFile(join(locks, `${name}.pid`), "utf8").catch(() => "unknown"));
    }
    taken.push(lock);
    await writeFile(join(locks, `${name}.pid`), String(process.pid));
  }
  return release;
}

const inUse = (folder: string, pid: string) =>
  new ServiceError(
    "failed_precondition",
    "data_dir_in_use",
    `The data folder ${folder} is in use by another cloud (process ${pid}). Stop it, or choose another folder with NEXAU_CLOUD_DATA_DIR.`,
  );

type LockMode = "alone" | "shared";

function lockFile(path: string, mode: LockMode): DatabaseSync | undefined {
  const lock = new DatabaseSync(path, { timeout: 0 });
  try {
    if (mode === "alone") {
      lock.exec("BEGIN EXCLUSIVE");
    } else {
      lock.exec("BEGIN");
      // Reading is what takes the shared lock; it is kept until the transaction ends.
      lock.prepare("SELECT count(*) FROM sqlite_master").get();
    }
    return lock;
  } catch (error) {
    lock.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return undefined;
    throw error;
  }
}

const SQLITE_BUSY = 5;
