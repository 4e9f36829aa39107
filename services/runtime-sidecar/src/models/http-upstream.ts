import { pipeline, type Readable } from "node:stream";
import { constants, createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { checkUrl, guardedLookup, ServiceError } from "@nexau-cloud/platform";
import { Agent } from "undici";
import { providerAnswerInvalid, providerRedirected, providerTimeout, providerUnreachable } from "./model-errors.ts";
import type { Upstream, UpstreamAnswer, UpstreamRequest } from "./upstream.ts";

export interface HttpUpstreamOptions {
  allowPrivate: boolean;
  connectTimeoutMs: number;
  headersTimeoutMs: number;
  bodyTimeoutMs: number;
  maxConnections: number;
}

export interface HttpUpstream extends AsyncDisposable {
  call: Upstream;
}

/**
 * Calls providers, with connections kept open per origin. For base URLs that users typed in, each address is checked at
 * the moment of connecting, on the very socket that is used, so a name that changes its mind gains nothing. Redirects are
 * not followed: the key would go along.
 */
export function createHttpUpstream(options: HttpUpstreamOptions): HttpUpstream {
  const policy = { allowPrivate: options.allowPrivate };
  const limits = {
    headersTimeout: options.headersTimeoutMs,
    bodyTimeout: options.bodyTimeoutMs,
    connections: options.maxConnections,
    allowH2: false,
  };
  const connect = { timeout: options.connectTimeoutMs };
  const trusted = new Agent({ ...limits, connect });
  const guarded = new Agent({ ...limits, connect: { ...connect, lookup: guardedLookup(policy) } });

  async function call(request: UpstreamRequest): Promise<UpstreamAnswer> {
    // Names are checked by the lookup when connecting, which is not asked about addresses written out.
    if (request.custom) await checkUrl(request.url.href, policy, async () => []);
    try {
      const answer = await (request.custom ? guarded : trusted).request({
        origin: request.url.origin,
        path: `${request.url.pathname}${request.url.search}`,
        method: "POST",
        headers: request.headers,
        body: request.body,
        signal: request.signal,
      });
      return toUpstreamAnswer(answer.statusCode, answer.headers, answer.body);
    } catch (error) {
      request.signal.throwIfAborted();
      throw toProviderError(error);
    }
  }

  return {
    call,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([trusted.destroy(), guarded.destroy()]);
    },
  };
}

/** What a failed call means, before or within the answer. */
export function toProviderError(error: unknown): ServiceError {
  const refused = refusalIn(error);
  if (refused) return refused;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "UND_ERR_HEADERS_TIMEOUT" || code === "UND_ERR_BODY_TIMEOUT") return providerTimeout(error);
  const isUnreadable = error instanceof Error && error.name === "HTTPParserError";
  if (isUnreadable || /^(Z_|UND_ERR_HEADERS_OVERFLOW)/.test(code)) return providerAnswerInvalid(error);
  return providerUnreachable(error);
}

function toUpstreamAnswer(
  status: number,
  headers: Record<string, string | string[] | undefined>,
  body: Readable,
): UpstreamAnswer {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  const encoding = (flat["content-encoding"] ?? "identity").trim().toLowerCase();
  if (status >= 300 && status < 400) throw discarding(body, providerRedirected());
  if (encoding === "identity") return { status, headers: flat, body };
  const decoder = decoderOf(encoding);
  if (!decoder) throw discarding(body, providerAnswerInvalid(new Error(`content-encoding ${encoding}`)));
  return { status, headers: flat, body: pipeline(body, decoder, () => undefined) };
}

/** Some providers compress although they are asked not to. Flushed with every piece, so that a stream stays one. */
function decoderOf(encoding: string) {
  if (encoding === "gzip" || encoding === "x-gzip") return createGunzip({ flush: constants.Z_SYNC_FLUSH });
  if (encoding === "deflate") return createInflate({ flush: constants.Z_SYNC_FLUSH });
  if (encoding === "br") return createBrotliDecompress({ flush: constants.BROTLI_OPERATION_FLUSH });
  return undefined;
}

function discarding(body: Readable, error: ServiceError): ServiceError {
  body.on("error", () => undefined).destroy();
  return error;
}

/** The address policy's own error, however deep the connector has wrapped it. */
function refusalIn(error: unknown): ServiceError | undefined {
  if (error instanceof ServiceError) return error;
  if (error instanceof AggregateError) return error.errors.map(refusalIn).find((found) => found !== undefined);
  return error instanceof Error && error.cause ? refusalIn(error.cause) : undefined;
}
