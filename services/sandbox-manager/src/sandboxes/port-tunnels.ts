import { request } from "node:http";
import type { Socket } from "node:net";

/** Ways to what listens inside a sandbox, loopback included. */
export interface PortTunnels {
  /** A connection to that port; undefined when nobody listens there. */
  open(port: number): Promise<Socket | undefined>;
  /** Breaks off all that are open. */
  cut(): void;
}

/** By way of the daemon, which asks for the token that it shares with the manager alone. */
export function createPortTunnels(socketPath: string, controlToken: string): PortTunnels {
  const tunnels = new Set<Socket>();

  function open(port: number): Promise<Socket | undefined> {
    return new Promise((resolve, reject) => {
      const asking = request({
        socketPath,
        method: "CONNECT",
        path: `localhost:${port}`,
        headers: { "x-control-token": controlToken },
      });
      asking.once("error", reject);
      asking.once("connect", ({ statusCode }, stream, head) => {
        const socket = stream as Socket;
        socket.on("error", () => socket.destroy());
        if (statusCode !== 200) {
          socket.destroy();
          resolve(undefined);
          return;
        }
        if (head.length > 0) socket.unshift(head);
        tunnels.add(socket);
        socket.once("close", () => tunnels.delete(socket));
        resolve(socket);
      });
      asking.end();
    });
  }

  return {
    open,
    cut: () => {
      for (const tunnel of tunnels) tunnel.destroy();
    },
  };
}
