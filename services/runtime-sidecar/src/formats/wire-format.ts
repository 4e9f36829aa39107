import type { ApiType } from "@nexau-cloud/contracts";
import type { PartialUsage } from "../usage/token-usage.ts";

export type JsonObject = Record<string, unknown>;

/** What of a request decides where it goes. */
export interface ModelRequest {
  body: JsonObject;
  /** The path's parameter, in formats that have the model in the path: `<model>:<method>`. */
  target: string | undefined;
  query: URLSearchParams;
}

/** One provider's way of speaking. A new one is one file beside this and one line in wire-formats.ts. */
export interface WireFormat {
  apiType: ApiType;
  /** Where clients of this format post to, below the sidecar's address. */
  paths: string[];
  /** Every model the request could be answered by. */
  modelsOf(request: ModelRequest): string[];
  upstreamUrl(baseUrl: URL, request: ModelRequest): URL;
  /** Headers of the provider's own that its clients may set. */
  headers: string[];
  /** Puts the key where this provider looks for it. */
  authorize(key: string, upstream: { headers: Record<string, string>; url: URL; keyInQuery: boolean }): void;
  /** Tokens named in a whole answer or in one frame of a stream. */
  usageOf(answer: JsonObject): PartialUsage | undefined;
  /** The frame by which a stream of this format ends in an error. */
  errorFrame(error: { message: string; code: string }): string;
}

/** `base` with `path` behind it, as the official clients join them; a query in the base stays. */
export function joinUrl(base: URL, path: string): URL {
  const url = new URL(base);
  url.pathname = `${base.pathname.replace(/\/+$/, "")}${path}`;
  url.hash = "";
  return url;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function objectIn(value: JsonObject, key: string): JsonObject | undefined {
  const found = value[key];
  return isObject(found) ? found : undefined;
}

/** A count of tokens; undefined for anything that is not one. */
export function tokensIn(value: JsonObject | undefined, key: string): number | undefined {
  const found = value?.[key];
  return typeof found === "number" && Number.isFinite(found) && found >= 0 ? Math.round(found) : undefined;
}

export const bearer = (key: string) => `Bearer ${key}`;
