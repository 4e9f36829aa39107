import type { IncomingHttpHeaders } from "node:http";

export interface RequestCredential {
  token: string;
  inQuery: boolean;
}

/** Headers in which providers' own clients send a key; none of them is ever passed on. */
const KEY_HEADERS = ["x-api-key", "x-goog-api-key"];

/**
 * The request token, from wherever the provider's client puts its key: `Authorization: Bearer`, `x-api-key` (Anthropic),
 * `x-goog-api-key` or `?key=` (Gemini). Undefined where there is none.
 */
export function requestCredential(headers: IncomingHttpHeaders, query: URLSearchParams): RequestCredential | undefined {
  const bearer = /^Bearer ([\x21-\x7e]+)$/i.exec(headers.authorization ?? "")?.[1];
  const token = bearer ?? KEY_HEADERS.map((name) => headers[name]).find(isToken);
  if (token) return { token, inQuery: false };
  const inQuery = query.get("key");
  return isToken(inQuery) ? { token: inQuery, inQuery: true } : undefined;
}

const isToken = (value: unknown): value is string => typeof value === "string" && /^[\x21-\x7e]+$/.test(value);
