import type { RequestTokenClaims } from "@nexau-cloud/contracts";
import { clientSignal, type Logger } from "@nexau-cloud/platform";
import type { FastifyReply, FastifyRequest } from "fastify";
import { isObject, type JsonObject, type WireFormat } from "../formats/wire-format.ts";
import type { UsageMeter } from "../usage/usage-meter.ts";
import { createStreamTap, createWholeTap, type UsageTap } from "../usage/usage-tap.ts";
import { modelMissing } from "./model-errors.ts";
import type { ModelProxy, ProxiedAnswer } from "./model-proxy.ts";
import { isEventStream, relayAnswer } from "./relay-answer.ts";

export interface ServeModelCallDeps {
  proxy: ModelProxy;
  meter: UsageMeter;
  log: Logger;
}

/** Who calls, and where the request token was: there the key goes for providers that look in several places. */
export interface Caller {
  claims: RequestTokenClaims;
  keyInQuery: boolean;
}

/** One call from the request to the last byte of the answer, and into the books. */
export async function serveModelCall(
  { proxy, meter, log }: ServeModelCallDeps,
  format: WireFormat,
  { claims, keyInQuery }: Caller,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const proxied = await proxy.call({
    claims,
    format,
    keyInQuery,
    body: jsonBody(request.body),
    target: targetOf(request.params),
    query: queryOf(request),
    headers: request.headers,
    signal: clientSignal(reply),
  });
  const streams = isEventStream(proxied.answer);
  const tap = streams ? createStreamTap(format.usageOf) : createWholeTap(format.usageOf);
  reply.hijack();
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) reply.raw.setHeader(name, value);
  }
  const failure = await relayAnswer(reply.raw, {
    answer: proxied.answer,
    mask: proxied.mask,
    tap,
    errorFrame: streams ? format.errorFrame : undefined,
    onEnd: (complete) => {
      const { model, answer } = proxied;
      const usage = usageOf(proxied, tap, complete);
      meter.record({ claims, apiType: format.apiType, model, status: answer.status, ...usage });
    },
  });
  if (failure)
    log.warn({ err: failure, reason: failure.reason, runId: claims.run_id }, "a provider's answer broke off");
}

const BYTES_PER_TOKEN = 4;

/** What the provider said; for a stream that was cut, or says nothing, as much as what has passed lets one know. */
function usageOf({ answer, requestBytes }: ProxiedAnswer, tap: UsageTap, complete: boolean) {
  if (answer.status >= 300) return { usage: undefined, estimated: false };
  const usage = tap.usage();
  const frames = tap.frames();
  if (frames === 0 || (usage && complete)) return { usage, estimated: false };
  const guess = { input: Math.ceil(requestBytes / BYTES_PER_TOKEN), output: frames, cached: 0, reasoning: 0 };
  return { usage: usage ? { ...usage, output: Math.max(usage.output, frames) } : guess, estimated: true };
}

function jsonBody(body: unknown): JsonObject {
  try {
    const parsed: unknown = Buffer.isBuffer(body) ? JSON.parse(body.toString("utf8")) : undefined;
    if (isObject(parsed)) return parsed;
  } catch {
    // Not JSON: the same answer as for JSON that is no object.
  }
  throw modelMissing();
}

export function queryOf(request: FastifyRequest): URLSearchParams {
  return new URLSearchParams(request.url.split("?", 2)[1] ?? "");
}

function targetOf(params: unknown): string | undefined {
  return isObject(params) && typeof params.target === "string" ? params.target : undefined;
}
