import { renameSync, rmSync } from "node:fs";
import { createServer } from "node:net";

/**
 * A unix socket that listens already when the sandbox starts: its daemon gets the open socket, not the path. So nothing
 * inside can put a link to another socket of the host in its place, no folder is shared, and a request sent at once waits
 * in the kernel instead of being refused. `give` runs while this process still holds the socket; afterwards only the
 * sandbox does.
 */
export function withListeningSocket<Result>(path: string, give: (fd: number) => Result): Result {
  rmSync(path, { force: true });
  const draft = `${path}.new`;
  rmSync(draft, { force: true });
  const server = createServer();
  // Told by the missing descriptor already; unheard it would end this process.
  server.on("error", () => undefined);
  try {
    server.listen(draft);
    // Node removes the name that it listened on when it closes, so the socket gets another before.
    renameSync(draft, path);
    return give(descriptorOf(server));
  } finally {
    server.close();
  }
}

/** There is no public way to hand a listening socket to a child. */
function descriptorOf(server: ReturnType<typeof createServer>): number {
  const handle = (server as unknown as { _handle: { fd: number } | null })._handle;
  if (!handle || handle.fd < 0) throw new Error("the sandbox's socket could not be opened");
  return handle.fd;
}
