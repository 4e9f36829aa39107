import type { TraceSpan } from "./trace-span.ts";

const MAX_NAME = 512;

/** Cuts what is too long to be worth keeping, saying so in its place. Large values are kept as the text they begin with. */
export function limitSpan(span: TraceSpan, maxBytes: number): TraceSpan {
  return {
    ...span,
    name: span.name.slice(0, MAX_NAME),
    statusMessage: span.statusMessage?.slice(0, maxBytes) ?? null,
    input: limited(span.input, maxBytes),
    output: limited(span.output, maxBytes),
    attributes: limitedAttributes(span.attributes, maxBytes),
  };
}

function limited(value: unknown, maxBytes: number): unknown {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  if (text.length <= maxBytes) return value ?? null;
  return `${text.slice(0, maxBytes)}... [cut: ${text.length} characters]`;
}

/** All attributes together get as much room as one value. */
function limitedAttributes(attributes: Record<string, unknown>, maxBytes: number): Record<string, unknown> {
  let room = maxBytes;
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(attributes)) {
    kept[key] = limited(value, Math.max(room, 0));
    room -= key.length + (JSON.stringify(kept[key])?.length ?? 0);
    if (room < 0) break;
  }
  return kept;
}
