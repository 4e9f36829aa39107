import type { FakeAnswer, FakePart } from "./fake-reply.ts";

/** Parts that a format has to write itself; the others are the same in every format. */
export type ContentPart = Extract<FakePart, { type: "text" | "reasoning" | "tool-call" }>;

export interface WireRequest {
  path: string;
  model: string;
  body: Record<string, unknown>;
}

/** One provider's way of writing an answer. */
export interface WireFormat {
  name: string;
  matches(path: string): boolean;
  isStream(request: WireRequest): boolean;
  stream(request: WireRequest, answer: FakeAnswer): WireStream;
  json(request: WireRequest, answer: FakeAnswer): unknown;
  error(status: number, message: string): unknown;
}

/** Writes a streamed answer part by part; every text is one frame of the stream. */
export interface WireStream {
  start(): string[];
  part(part: ContentPart): string[];
  end(): string[];
}

export function sse(data: unknown, event?: string): string {
  return `${event ? `event: ${event}\n` : ""}data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`;
}

export function contentParts(answer: FakeAnswer): ContentPart[] {
  return answer.parts.filter((part): part is ContentPart => ["text", "reasoning", "tool-call"].includes(part.type));
}

export function textOf(answer: FakeAnswer, type: "text" | "reasoning"): string {
  return answer.parts.map((part) => (part.type === type ? part.text : "")).join("");
}

export function toolCallsOf(answer: FakeAnswer) {
  return contentParts(answer).flatMap((part) =>
    part.type === "tool-call" ? [{ id: part.id, name: part.name, arguments: part.fragments.join("") }] : [],
  );
}

/** The arguments as an object, for formats that carry them so; text that is not JSON becomes an empty one. */
export function argumentsObject(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
