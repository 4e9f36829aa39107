import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { ServiceError } from "@nexau-cloud/platform";
import type { UsageTap } from "../usage/usage-tap.ts";
import { toProviderError } from "./http-upstream.ts";
import type { KeyMask } from "./key-mask.ts";
import { providerStreamCut } from "./model-errors.ts";
import type { UpstreamAnswer } from "./upstream.ts";

export interface Relay {
  answer: UpstreamAnswer;
  mask: KeyMask;
  tap: UsageTap;
  /** The frame that ends a stream in an error; undefined for an answer that is no stream. */
  errorFrame: ((error: { message: string; code: string }) => string) | undefined;
  /** Called once, before the caller can know that the answer has ended. */
  onEnd(complete: boolean): void;
}

/** Headers of an answer that the caller may see; the rest is between us and the provider. */
const PASSED_BACK = /^(content-type|retry-after(-ms)?|x-should-retry|request-id|openai-.+|(x|anthropic)-ratelimit-.+)$/;

/**
 * Passes an answer on piece by piece as it comes, no faster than the caller reads. Resolves with
 * what the provider did wrong, if anything: when it breaks off, the caller is told in the stream's own way where that is possible, and otherwise by the broken
 * connection.
 */
export async function relayAnswer(response: ServerResponse, relay: Relay): Promise<ServiceError | undefined> {
  const { answer, mask, tap } = relay;
  response.writeHead(answer.status, passedBack(answer.headers, mask));
  response.flushHeaders();
  let betweenFrames = true;
  try {
    for await (const chunk of answer.body) {
      const bytes: Buffer = chunk;
      tap.push(bytes);
      betweenFrames = endsFrame(bytes);
      const passed = mask.push(bytes);
      if (passed.length > 0 && !response.write(passed)) await drained(response);
      if (response.destroyed) break;
    }
    relay.onEnd(!response.destroyed);
    response.end(mask.flush());
    return undefined;
  } catch (error) {
    relay.onEnd(false);
    if (response.destroyed) return undefined;
    const failure = breakOf(error);
    const frame = betweenFrames ? relay.errorFrame?.({ message: failure.message, code: failure.reason }) : undefined;
    response.write(Buffer.concat([mask.flush(), Buffer.from(frame ?? "")]), () => response.destroy());
    return failure;
  }
}

export function isEventStream(answer: UpstreamAnswer): boolean {
  return /^text\/event-stream\b/i.test(answer.headers["content-type"] ?? "");
}

function passedBack(headers: Record<string, string>, mask: KeyMask): Record<string, string> {
  const passed: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (PASSED_BACK.test(name)) passed[name] = mask.text(value);
  }
  return passed;
}

/** Cut or too long silent: once an answer has begun, "unreachable" means cut. */
function breakOf(error: unknown): ServiceError {
  const failure = toProviderError(error);
  return failure.reason === "provider_unreachable" ? providerStreamCut(error) : failure;
}

const NEWLINE = 10;
const RETURN = 13;

/** A frame ends with an empty line. An error frame put inside another would be lost in it. */
function endsFrame(bytes: Buffer): boolean {
  const last = bytes.length - 1;
  if (bytes[last] !== NEWLINE) return false;
  return bytes[last - 1] === NEWLINE || (bytes[last - 1] === RETURN && bytes[last - 2] === NEWLINE);
}

async function drained(response: ServerResponse): Promise<void> {
  if (response.destroyed) return;
  const ended = new AbortController();
  await Promise.race([
    once(response, "drain", { signal: ended.signal }),
    once(response, "close", { signal: ended.signal }),
  ]).finally(() => ended.abort());
}
