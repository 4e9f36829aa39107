import { closeSync, openSync } from "node:fs";
import { chmod, mkdir, rm } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { createEgressDoor, type EgressDoor, type EgressDoorOptions } from "./egress-door.ts";
import { createHttpProxy } from "./http-proxy.ts";
import { SOCKS_VERSION, serveSocks } from "./socks-proxy.ts";

/** Where the traffic of sandboxes leaves them: a socket for each, which is shown inside, and the rules behind it. */
export interface EgressGateway {
  /** The folder with the sockets, one file per sandbox. */
  readonly socketsDir: string;
  /** Opens the sandbox's door; resolves with its socket's path. */
  open(sandboxId: string, policies: Pick<EgressDoorOptions, "policy" | "ceiling">): Promise<string>;
  find(sandboxId: string): EgressDoor | undefined;
  close(sandboxId: string): Promise<void>;
  closeAll(): Promise<void>;
}

export type EgressGatewayOptions = Omit<EgressDoorOptions, "policy" | "ceiling"> & {
  /** Folder of this gateway's own. */
  dataDir: string;
};

interface Opened {
  door: EgressDoor;
  server: Server;
  clients: Set<Socket>;
}

export async function createEgressGateway({ dataDir, ...doorOptions }: EgressGatewayOptions): Promise<EgressGateway> {
  // Closed to the machine's other users here, since sandboxes have to get through what lies below.
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await chmod(dataDir, 0o700);
  const socketsDir = join(dataDir, "sockets");
  await rm(socketsDir, { recursive: true, force: true });
  await mkdir(socketsDir, { mode: 0o711 });
  await chmod(socketsDir, 0o711);
  // Named by way of the open folder, since a socket's name may have no more than 107 characters.
  const folder = openSync(socketsDir, "r");
  const opened = new Map<string, Opened>();

  async function open(sandboxId: string, policies: Pick<EgressDoorOptions, "policy" | "ceiling">): Promise<string> {
    await close(sandboxId);
    const door = createEgressDoor({ ...doorOptions, ...policies });
    const clients = new Set<Socket>();
    const server = createDoorServer(door, clients);
    const path = join(socketsDir, sandboxId);
    await rm(path, { force: true });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(`/proc/self/fd/${folder}/${sandboxId}`, resolve);
    });
    // Whoever is in the sandbox may use its door.
    await chmod(path, 0o666);
    opened.set(sandboxId, { door, server, clients });
    return path;
  }

  async function close(sandboxId: string): Promise<void> {
    const found = opened.get(sandboxId);
    if (!found) return;
    opened.delete(sandboxId);
    found.door.close();
    for (const client of found.clients) client.destroy();
    await new Promise((resolve) => found.server.close(resolve));
  }

  return {
    socketsDir,
    open,
    find: (sandboxId) => opened.get(sandboxId)?.door,
    close,
    closeAll: async () => {
      await Promise.all([...opened.keys()].map(close));
      closeSync(folder);
    },
  };
}

/** Tells the protocols apart by their first byte. */
function createDoorServer(door: EgressDoor, clients: Set<Socket>): Server {
  const http = createHttpProxy(door);
  return createServer({ allowHalfOpen: true }, (client) => {
    clients.add(client);
    client.once("close", () => clients.delete(client));
    client.on("error", () => client.destroy());
    client.once("data", (first: Buffer) => {
      client.pause();
      client.unshift(first);
      if (first[0] === SOCKS_VERSION) void serveSocks(client, door);
      else http.emit("connection", client);
      client.resume();
    });
    client.once("end", () => {
      if (client.bytesRead === 0) client.destroy();
    });
  });
}
