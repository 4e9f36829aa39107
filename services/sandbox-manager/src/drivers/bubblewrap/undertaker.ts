import { spawn } from "node:child_process";
import { HOST_PATH } from "./host-path.ts";
import { MARKER } from "./launch.ts";

/** A small process that outlives this one for a moment. */
export interface Undertaker {
  /** This process ends in order: there is nothing to do. */
  dismiss(): void;
}

/**
 * Waits for its input to end, which is this process's death, and then kills whatever carries the marker, some times over.
 * Sandboxes die with their manager by themselves, but not one that is just being built (bwrap's inner half waits for an
 * outer half that is gone), nor one whose root has stopped the daemon.
 */
const SCRIPT = `
trap '' INT TERM HUP
read -r _
for round in 1 2 3 4 5 6 7 8 9 10; do
  for file in $(grep -lzs "^$1" /proc/[0-9]*/environ); do
    pid=\${file#/proc/}
    kill -9 "\${pid%/environ}" 2>/dev/null
  done
  sleep 0.2
done`;

/** `prefix` begins the markers of this manager's life and of no other's. */
export function startUndertaker(prefix: string): Undertaker {
  const child = spawn("/bin/sh", ["-c", SCRIPT, "sh", `${MARKER}=${prefix}`], {
    stdio: ["pipe", "ignore", "ignore"],
    env: { PATH: HOST_PATH, LC_ALL: "C" },
    cwd: "/",
    detached: true,
  });
  child.on("error", () => undefined);
  child.stdin.on("error", () => undefined);
  child.unref();
  return { dismiss: () => child.kill("SIGKILL") };
}
