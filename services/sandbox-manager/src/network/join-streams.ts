import type { Duplex } from "node:stream";

/**
 * What one side says goes to the other, each direction to its own end. What breaks off on one side breaks off on the
 * other; what ended well is still delivered.
 */
export function joinStreams(left: Duplex, right: Duplex): void {
  follow(left, right);
  follow(right, left);
}

/** One direction of it. */
export function follow(from: Duplex, to: Duplex): void {
  from.on("error", () => from.destroy());
  from.once("close", () => {
    if (!from.readableEnded || to.writableFinished) to.destroy();
    else to.end(() => to.destroy());
  });
  if (from.readableEnded) to.end();
  else if (from.destroyed) to.destroy();
  else from.pipe(to);
}
