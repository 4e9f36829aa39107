import type { Socket } from "node:net";
import type { NetworkPolicy, SandboxConnection } from "@nexau-cloud/contracts";
import { type ClosedAddresses, isMetadataName } from "./closed-addresses.ts";
import { type CompiledPolicy, compilePolicy } from "./compiled-policy.ts";
import { connectToAddress } from "./connect-to-address.ts";
import { createConnectionLog } from "./connection-log.ts";
import { type Host, hostText, parseHost } from "./host.ts";
import { EgressRefusal, type RefusalReason } from "./refusal.ts";

/** Every way out of one sandbox: all that leaves it asks here, whatever protocol it asks in. */
export interface EgressDoor {
  /** Throws `EgressRefusal`. */
  connect(request: EgressRequest): Promise<EgressConnection>;
  /** Acts at once: what is open and no longer allowed is cut. */
  setPolicy(policy: NetworkPolicy): void;
  readonly policy: NetworkPolicy;
  connections(limit: number): SandboxConnection[];
  /** Cuts everything. */
  close(): void;
}

export interface EgressRequest {
  /** As the sandbox wrote it. */
  host: string;
  port: number;
  protocol: SandboxConnection["protocol"];
}

export interface EgressConnection {
  readonly socket: Socket;
  readonly host: Host;
  readonly record: SandboxConnection;
  /**
   * To be called with the name that a tunnel's first bytes give, undefined when they are TLS without one. False when it
   * contradicts what the tunnel was opened to; the connection is cut then.
   */
  acceptsServerName(name: string | undefined): boolean;
}

export interface EgressDoorOptions {
  policy: NetworkPolicy;
  /** What no policy of this door can go beyond. */
  ceiling: NetworkPolicy;
  closed: ClosedAddresses;
  resolve: (name: string) => Promise<string[]>;
  maxConnections: number;
  connectTimeoutMs: number;
  now: () => Date;
}

interface OpenConnection {
  host: Host;
  address: string;
  serverName: { value: string | undefined } | undefined;
  cut(reason: RefusalReason): void;
}

export function createEgressDoor(options: EgressDoorOptions): EgressDoor {
  const { closed, now } = options;
  const log = createConnectionLog(now);
  const open = new Set<OpenConnection>();
  const ceiling = compilePolicy(options.ceiling);
  let policy: CompiledPolicy = compilePolicy(options.policy);
  let coming = 0;
  let isClosed = false;

  async function connect(request: EgressRequest): Promise<EgressConnection> {
    const host = request.host.length <= 300 ? parseHost(request.host) : undefined;
    const record = log.add({
      host: host ? hostText(host) : printable(request.host),
      port: request.port,
      protocol: request.protocol,
    });
    try {
      if (!host || !isPort(request.port)) throw new EgressRefusal("host_invalid");
      if (open.size + coming >= options.maxConnections) throw new EgressRefusal("too_many_connections");
      coming++;
      try {
        const { socket, address } = await reach(host, request.port);
        record.address = address;
        return track(socket, host, address, record);
      } finally {
        coming--;
      }
    } catch (error) {
      const refusal = error instanceof EgressRefusal ? error : new EgressRefusal("unreachable");
      record.refusal = refusal.reason;
      record.closedAt = now().toISOString();
      throw refusal;
    }
  }

  async function reach(host: Host, port: number): Promise<{ socket: Socket; address: string }> {
    const addresses = await addressesOf(host);
    for (const address of addresses) {
      const reason = await closed.reasonAgainst(address, port);
      if (reason) throw new EgressRefusal(reason);
    }
    requireAllowed(host, addresses);
    const connected = await connectToAddress(addresses, port, options.connectTimeoutMs);
    if (!connected) throw new EgressRefusal("unreachable");
    // The policy may have become another one while the other end was awaited.
    const late = isClosed ? "policy_changed" : refusalOf(host, connected.address);
    if (late) {
      connected.socket.destroy();
      throw new EgressRefusal(late);
    }
    return connected;
  }

  /** What is connected to are these very addresses, so that a name which leads elsewhere by then leads nowhere. */
  async function addressesOf(host: Host): Promise<string[]> {
    if (host.kind === "address") return [host.address];
    const refusal = refusalOf(host, undefined);
    if (refusal) throw new EgressRefusal(refusal);
    if (isMetadataName(host.name)) throw new EgressRefusal("metadata_address");
    const found = (await options.resolve(host.name)).map((text) => parseHost(text));
    const addresses = found.flatMap((each) => (each?.kind === "address" ? [each.address] : []));
    if (addresses.length === 0) throw new EgressRefusal("name_unknown");
    const allowed = addresses.filter((address) => refusalOf(host, address) === undefined);
    return allowed.length > 0 ? allowed : addresses;
  }

  function requireAllowed(host: Host, addresses: string[]): void {
    for (const address of addresses) {
      const refusal = refusalOf(host, address);
      if (refusal) throw new EgressRefusal(refusal);
    }
  }

  /** Undefined where both policies say yes; without an address, where they do not say no yet. */
  function refusalOf(host: Host, address: string | undefined): RefusalReason | undefined {
    return refusalBy(ceiling, host, address) ?? refusalBy(policy, host, address);
  }

  /** A name decides only as long as what goes through the tunnel is meant for the same name. */
  function contradicts({ host, serverName }: Pick<OpenConnection, "host" | "serverName">): boolean {
    if (!serverName || !(policy.namesMatter || ceiling.namesMatter)) return false;
    const inside = serverName.value === undefined ? undefined : parseHost(serverName.value);
    if (host.kind === "name") return !inside || hostText(inside) !== host.name;
    return inside?.kind === "name" && (policy.deniesName(inside.name) || ceiling.deniesName(inside.name));
  }

  function track(socket: Socket, host: Host, address: string, record: SandboxConnection): EgressConnection {
    const connection: OpenConnection = {
      host,
      address,
      serverName: undefined,
      cut: (reason) => {
        record.refusal = reason;
        socket.destroy();
      },
    };
    open.add(connection);
    socket.once("close", () => {
      open.delete(connection);
      record.closedAt = now().toISOString();
      record.bytesSent = socket.bytesWritten;
      record.bytesReceived = socket.bytesRead;
    });
    return {
      socket,
      host,
      record,
      acceptsServerName: (name) => {
        connection.serverName = { value: name };
        if (!contradicts(connection)) return true;
        connection.cut("server_name_mismatch");
        return false;
      },
    };
  }

  function setPolicy(next: NetworkPolicy): void {
    policy = compilePolicy(next);
    for (const connection of open) {
      if (refusalOf(connection.host, connection.address) || contradicts(connection)) connection.cut("policy_changed");
    }
  }

  return {
    connect,
    setPolicy,
    get policy() {
      return policy.source;
    },
    connections: log.list,
    close: () => {
      isClosed = true;
      for (const connection of open) connection.cut("policy_changed");
    },
  };
}

function refusalBy(policy: CompiledPolicy, host: Host, address: string | undefined): RefusalReason | undefined {
  if (policy.source.egress === "none") return "egress_none";
  const verdict = host.kind === "name" ? policy.judgeName(host.name) : "by_address";
  if (verdict === "denied") return "not_allowed";
  if (verdict === "allowed" || address === undefined) return undefined;
  return policy.allowsAddress(address) ? undefined : "not_allowed";
}

const isPort = (port: number) => Number.isInteger(port) && port >= 1 && port <= 65_535;

const printable = (text: string) => text.slice(0, 100).replaceAll(/[^\x20-\x7e]/g, "?");
