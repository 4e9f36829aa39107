import { randomBytes } from "node:crypto";
import { createUniqueIds } from "../../unique-ids.ts";
import { createJsonEnd } from "../json-end.ts";
import type { ModelPart } from "../model-client.ts";
import type { ToolCallDelta } from "./chat-chunk.ts";

interface OpenCall {
  providerId: string | null;
  /** Null until the name is known: a call without one cannot be announced. */
  id: string | null;
  name: string;
  waiting: string;
  jsonEnd: ReturnType<typeof createJsonEnd>;
  ended: boolean;
}

export interface ToolCallParts {
  push(delta: ToolCallDelta): ModelPart[];
  /** Ends the calls that are still open. */
  close(): ModelPart[];
}

/**
 * Puts the pieces of an answer's tool calls together. Pieces belong together by `index`; a provider that leaves it out, or
 * gives the same one to every call, is understood by the ids. Ids that are missing or used twice are made unique.
 */
export function createToolCallParts(): ToolCallParts {
  const calls: OpenCall[] = [];
  const byIndex = new Map<number, OpenCall>();
  const uniqueId = createUniqueIds();

  function callOf(delta: ToolCallDelta): OpenCall {
    const known = typeof delta.index === "number" ? byIndex.get(delta.index) : calls.at(-1);
    if (known && (!delta.id || !known.providerId || known.providerId === delta.id)) return known;
    const call = { providerId: null, id: null, name: "", waiting: "", jsonEnd: createJsonEnd(), ended: false };
    calls.push(call);
    if (typeof delta.index === "number") byIndex.set(delta.index, call);
    return call;
  }

  function start(call: OpenCall): ModelPart[] {
    if (call.id !== null || call.name === "") return [];
    call.id = uniqueId(call.providerId ?? `call_${randomBytes(12).toString("hex")}`);
    return [{ type: "tool-call-start", id: call.id, name: call.name }];
  }

  function take(call: OpenCall): ModelPart[] {
    if (call.id === null || call.waiting === "") return [];
    const text = call.waiting;
    call.waiting = "";
    // After a complete object nothing sensible can follow; whatever does is dropped, so that the call stays callable.
    if (call.ended) return [];
    call.ended = call.jsonEnd.push(text);
    const parts: ModelPart[] = [{ type: "tool-call-delta", id: call.id, text }];
    return call.ended ? [...parts, { type: "tool-call-end", id: call.id }] : parts;
  }

  return {
    push(delta) {
      const call = callOf(delta);
      call.providerId ??= delta.id || null;
      call.name ||= delta.function?.name ?? "";
      call.waiting += argumentsOf(delta);
      return [...start(call), ...take(call)];
    },
    close() {
      return calls.flatMap((call) => {
        if (call.id === null || call.ended) return [];
        call.ended = true;
        return [{ type: "tool-call-end", id: call.id } as const];
      });
    },
  };
}

/** Most send a string; a few send the object itself. */
function argumentsOf(delta: ToolCallDelta): string {
  const value = delta.function?.arguments;
  if (typeof value === "string") return value;
  return value === undefined || value === null ? "" : JSON.stringify(value);
}
