import { lookup } from "node:dns/promises";
import { join } from "node:path";
import { type Discovery, SERVICE_NAMES } from "@nexau-cloud/platform";
import type { SandboxManagerConfig } from "../config.ts";
import { createClosedAddresses } from "./closed-addresses.ts";
import { createEgressGateway, type EgressGateway } from "./egress-gateway.ts";

export interface OpenEgressOptions {
  config: Pick<SandboxManagerConfig, "port" | "egress">;
  dataDir: string;
  discovery: Pick<Discovery, "list">;
  now: () => Date;
}

/** The gateway as this machine and its operator have it. */
export function openEgress({ config, dataDir, discovery, now }: OpenEgressOptions): Promise<EgressGateway> {
  const { allowPrivate, closedPorts, maxConnections, connectTimeoutMs } = config.egress;

  /** What this cloud listens on, as far as it is known here, and what the operator adds. */
  async function ownPorts(): Promise<Set<number>> {
    const instances = await Promise.all(SERVICE_NAMES.map((service) => discovery.list(service)));
    const ports = instances.flat().map(({ url }) => Number(new URL(url).port));
    return new Set([...ports, config.port, ...closedPorts]);
  }

  return createEgressGateway({
    dataDir: join(dataDir, "egress"),
    closed: createClosedAddresses({ allowPrivate, ownPorts }),
    resolve: lookUp,
    maxConnections,
    connectTimeoutMs,
    now,
  });
}

/** As this machine looks names up, its hosts file included. What fails is a name that nobody has. */
async function lookUp(name: string): Promise<string[]> {
  try {
    return (await lookup(name, { all: true })).map(({ address }) => address);
  } catch {
    return [];
  }
}
