import type { JSONWebKeySet } from "jose";
import type { Discovery } from "../discovery/discovery.ts";
import { ServiceError } from "../errors.ts";

const TIMEOUT_MS = 5_000;

/** The public keys of request tokens, from the session manager. */
export async function fetchRequestTokenKeys(discovery: Pick<Discovery, "resolve">): Promise<JSONWebKeySet> {
  const base = await discovery.resolve("session-manager", null);
  try {
    const response = await fetch(`${base}/request-tokens/jwks`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!response.ok) throw new Error(`the session manager answered ${response.status}`);
    return (await response.json()) as JSONWebKeySet;
  } catch (error) {
    throw new ServiceError("unavailable", "service_unavailable", "The session manager cannot be reached.", {
      cause: error,
    });
  }
}
