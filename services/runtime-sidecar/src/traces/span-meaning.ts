import { safeValue } from "./safe-value.ts";
import type { SpanKind } from "./trace-span.ts";
import { toUsage } from "./usage-counts.ts";

/** What attributes say about a span beyond its name and times. */
export interface SpanMeaning {
  kind: SpanKind;
  input: unknown;
  output: unknown;
  model: string | null;
  usage: Record<string, number> | null;
  failed: boolean;
  statusMessage: string | null;
  /** Those that were not turned into one of the fields above. */
  attributes: Record<string, unknown>;
}

/*
 * The same thing has a name of its own in each convention: Langfuse's, OpenTelemetry's for generative AI, OpenInference's.
 * The first that is there counts.
 */
const INPUT = [
  "langfuse.observation.input",
  "langfuse.trace.input",
  "input.value",
  "gen_ai.input.messages",
  "gen_ai.prompt",
];
const OUTPUT = [
  "langfuse.observation.output",
  "langfuse.trace.output",
  "output.value",
  "gen_ai.output.messages",
  "gen_ai.completion",
];
const MODEL = ["langfuse.observation.model.name", "gen_ai.response.model", "gen_ai.request.model", "llm.model_name"];
const USAGE_DETAILS = "langfuse.observation.usage_details";
const USAGE_COUNTS = /^(gen_ai\.usage|llm\.token_count)\.(.+)$/;
const KIND = [
  "langfuse.observation.metadata.span_type",
  "langfuse.observation.type",
  "openinference.span.kind",
  "gen_ai.operation.name",
];
const LEVEL = "langfuse.observation.level";
const STATUS_MESSAGE = "langfuse.observation.status_message";

const TURNED_INTO_FIELDS = new Set([
  ...INPUT,
  ...OUTPUT,
  ...MODEL,
  USAGE_DETAILS,
  ...Object.keys(USAGE_COUNTS),
  STATUS_MESSAGE,
]);

const KINDS: Record<string, SpanKind> = {
  agent: "agent",
  invoke_agent: "agent",
  create_agent: "agent",
  sub_agent: "sub_agent",
  tool: "tool",
  execute_tool: "tool",
  generation: "generation",
  embedding: "generation",
  llm: "generation",
  chat: "generation",
  text_completion: "generation",
  generate_content: "generation",
  event: "event",
};

export function spanMeaning(attributes: Record<string, unknown>): SpanMeaning {
  return {
    kind: toSpanKind(KIND.map((name) => attributes[name])),
    input: parsed(first(attributes, INPUT)),
    output: parsed(first(attributes, OUTPUT)),
    model: text(first(attributes, MODEL)),
    usage: usageOf(attributes),
    failed: attributes[LEVEL] === "ERROR",
    statusMessage: text(attributes[STATUS_MESSAGE]),
    attributes: Object.fromEntries(
      Object.entries(attributes).filter(([name]) => !TURNED_INTO_FIELDS.has(name) && !USAGE_COUNTS.test(name)),
    ),
  };
}

/** The first word that names a kind we tell apart. */
export function toSpanKind(words: unknown[]): SpanKind {
  for (const word of words) {
    const kind = typeof word === "string" ? KINDS[word.toLowerCase()] : undefined;
    if (kind) return kind;
  }
  return "span";
}

function usageOf(attributes: Record<string, unknown>): Record<string, number> | null {
  const details = toUsage(parsed(attributes[USAGE_DETAILS]));
  if (details) return details;
  const counts = Object.entries(attributes).map(
    ([name, value]) => [USAGE_COUNTS.exec(name)?.[2] ?? "", value] as const,
  );
  return toUsage(Object.fromEntries(counts.filter(([name]) => name !== "")));
}

function first(attributes: Record<string, unknown>, names: string[]): unknown {
  const name = names.find((candidate) => attributes[candidate] !== undefined && attributes[candidate] !== null);
  return name === undefined ? null : attributes[name];
}

/** Exporters put JSON into string attributes; other text is itself. */
function parsed(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[[{"]/.test(value)) return value;
  try {
    return safeValue(JSON.parse(value));
  } catch {
    return value;
  }
}

const text = (value: unknown) => (typeof value === "string" && value.length > 0 ? value : null);
