import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLogger } from "@nexau-cloud/platform";
import { createBubblewrapDriver } from "../drivers/bubblewrap/bubblewrap-driver.ts";
import { findDaemonFiles } from "../drivers/daemon-files.ts";

/** A driver with a data folder of its own, below a folder that only its owner may walk, as the real one is. */
export async function createTestDriver(dataDir?: string) {
  return createBubblewrapDriver({
    dataDir: dataDir ?? join(await mkdtemp(join(tmpdir(), "sandboxes-")), "data"),
    ...findDaemonFiles(),
    uidRanges: { folder: "/run/nexau-cloud/uid-ranges", firstUid: 0x7000_0000, count: 2048 },
    log: createLogger("test", { level: "silent" }),
  });
}
