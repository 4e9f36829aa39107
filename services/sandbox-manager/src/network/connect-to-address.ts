import { connect, type Socket } from "node:net";

/** Tried one after the other; more would keep a caller waiting for hosts that are down. */
const MOST_TRIED = 4;

/** A connection to the first address that answers; undefined when none does. */
export async function connectToAddress(
  addresses: string[],
  port: number,
  timeoutMs: number,
): Promise<{ socket: Socket; address: string } | undefined> {
  for (const address of addresses.slice(0, MOST_TRIED)) {
    const socket = await connectOnce(address, port, timeoutMs);
    if (socket) return { socket, address };
  }
  return undefined;
}

function connectOnce(host: string, port: number, timeoutMs: number): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, allowHalfOpen: true, noDelay: true, keepAlive: true });
    const alarm = setTimeout(() => socket.destroy(new Error("timeout")), timeoutMs);
    const onError = () => {
      clearTimeout(alarm);
      resolve(undefined);
    };
    socket.once("error", onError);
    socket.once("connect", () => {
      clearTimeout(alarm);
      socket.off("error", onError);
      socket.on("error", () => socket.destroy());
      resolve(socket);
    });
  });
}
