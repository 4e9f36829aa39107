import { isIP } from "node:net";
import { isLoopbackHost, ServiceError } from "@nexau-cloud/platform";
import type { FastifyRequest } from "fastify";

export interface HostGuardOptions {
  /** Names that are allowed besides addresses and `localhost`; none: see below. */
  hosts: string[];
  listensOn: string;
}

const WELL_FORMED = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/i;

/**
 * Refuses requests whose Host is none, or none of ours. A page of anywhere can let its own name point to this machine and
 * would then be of our origin; a cloud that listens on loopback therefore answers to local names alone, unless told others.
 */
export function createHostGuard(options: HostGuardOptions) {
  const isAllowed = isAllowedHost(options);

  return async function checkHost(request: FastifyRequest): Promise<void> {
    const name = nameOf(request.headers.host);
    if (name === undefined) {
      throw new ServiceError("invalid_argument", "host_invalid", "The request's Host header is not a host.");
    }
    if (isAllowed(request.headers.host)) return;
    throw new ServiceError(
      "permission_denied",
      "host_not_allowed",
      `This cloud is not called ${name}. If it should be, add the name to edge.hosts.`,
    );
  };
}

/** Likewise, in a word. */
export function isAllowedHost({ hosts, listensOn }: HostGuardOptions) {
  const named = new Set(hosts);
  const anyName = named.size === 0 && !isLocal(listensOn);
  return (host: string | undefined): boolean => {
    const name = nameOf(host);
    return name !== undefined && (anyName || named.has(name) || isLocal(name) || isIP(name) !== 0);
  };
}

function nameOf(host: string | undefined): string | undefined {
  return WELL_FORMED.exec(host ?? "")?.[1]
    ?.toLowerCase()
    .replace(/^\[|\]$/g, "");
}

const isLocal = (name: string): boolean => isLoopbackHost(name) || name.endsWith(".localhost");
