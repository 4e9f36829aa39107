import { isObject, type JsonObject } from "../formats/wire-format.ts";
import type { PartialUsage, TokenUsage } from "./token-usage.ts";

/** Watches an answer pass, for the usage in it. Nothing waits for it. */
export interface UsageTap {
  push(chunk: Buffer): void;
  /** What is known so far; undefined when the provider has not said. */
  usage(): TokenUsage | undefined;
  /** Frames of a stream that have passed: where a provider says nothing, about the tokens of the output. */
  frames(): number;
}

const NEWLINE = 10;
const MAX_LINE_BYTES = 4 * 1024 * 1024;
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;
/** `"usage":null` in every chunk is common, and costs no parsing. */
const HAS_USAGE = /"usage(Metadata)?"\s*:\s*\{/;

type UsageOf = (answer: JsonObject) => PartialUsage | undefined;

/** For server-sent events: looks for lines with usage in them and parses only those. */
export function createStreamTap(usageOf: UsageOf): UsageTap {
  const sum = createUsageSum(usageOf);
  let rest: Buffer = Buffer.alloc(0);
  let frames = 0;

  function readLines(lines: Buffer): void {
    for (let at = lines.indexOf("data:"); at !== -1; at = lines.indexOf("data:", at + 5)) {
      if (at === 0 || lines[at - 1] === NEWLINE) frames++;
    }
    if (lines.indexOf('"usage') === -1) return;
    for (const line of lines.toString("utf8").split("\n")) {
      if (line.startsWith("data:") && HAS_USAGE.test(line)) sum.add(line.slice(5));
    }
  }

  return {
    push(chunk) {
      const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
      const end = bytes.lastIndexOf(NEWLINE) + 1;
      if (end > 0) readLines(bytes.subarray(0, end));
      rest = bytes.subarray(end);
      if (rest.length > MAX_LINE_BYTES) rest = Buffer.alloc(0);
    },
    usage: sum.total,
    frames: () => frames,
  };
}

/** For an answer that is one JSON document (or, from Gemini, an array of them). */
export function createWholeTap(usageOf: UsageOf): UsageTap {
  const sum = createUsageSum(usageOf);
  const chunks: Buffer[] = [];
  let size = 0;
  return {
    push(chunk) {
      size += chunk.length;
      if (size <= MAX_ANSWER_BYTES) chunks.push(chunk);
      else chunks.length = 0;
    },
    usage() {
      const text = Buffer.concat(chunks.splice(0)).toString("utf8");
      if (HAS_USAGE.test(text)) sum.add(text);
      return sum.total();
    },
    frames: () => 0,
  };
}

function createUsageSum(usageOf: UsageOf) {
  let known: TokenUsage | undefined;
  return {
    add(text: string): void {
      const parsed = parseJson(text);
      for (const answer of Array.isArray(parsed) ? parsed : [parsed]) {
        const found = isObject(answer) ? usageOf(answer) : undefined;
        if (found) known = merge(known, found);
      }
    },
    total: () => known,
  };
}

/** Providers send running totals, so what comes later replaces what came before. */
function merge(known: TokenUsage | undefined, found: PartialUsage): TokenUsage {
  return {
    input: found.input ?? known?.input ?? 0,
    output: found.output ?? known?.output ?? 0,
    cached: found.cached ?? known?.cached ?? 0,
    reasoning: found.reasoning ?? known?.reasoning ?? 0,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
