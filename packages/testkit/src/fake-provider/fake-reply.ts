/** What the fake provider answers to one request. Where nothing is said it is an ordinary, short, successful answer. */
export type FakeReply = FakeAnswer | FakeFailure | FakeHangUp;

export interface FakeAnswer {
  kind: "answer";
  parts: FakePart[];
  usage: FakeUsage;
  /** In the provider's own word; by default what fits the parts. */
  finishReason?: string;
  /** The answer's head leaves when this resolves: a slow provider without a timer. */
  until?: Promise<unknown>;
}

/** An error answer, its body as given, or in the provider's own shape around `message`. */
export interface FakeFailure {
  kind: "failure";
  status: number;
  message: string;
  headers?: Record<string, string>;
  /** Sent as it is in place of the provider's error shape. */
  body?: string;
  until?: Promise<unknown>;
}

/** The connection is closed without a word. */
export interface FakeHangUp {
  kind: "hang-up";
  until?: Promise<unknown>;
}

export type FakePart =
  /** One chunk of text. */
  | { type: "text"; text: string }
  | { type: "reasoning"; text: string }
  /** Arguments leave in these pieces, which together are the JSON text. */
  | { type: "tool-call"; id: string; name: string; fragments: string[] }
  /** Bytes out of any format; in a stream only. */
  | { type: "raw"; text: string }
  /** What follows leaves when this resolves. */
  | { type: "wait"; until: Promise<unknown> }
  /** The connection breaks here. */
  | { type: "cut" };

export interface FakeUsage {
  inputTokens: number;
  outputTokens: number;
  cachedTokens: number;
  reasoningTokens: number;
}

const USAGE: FakeUsage = { inputTokens: 10, outputTokens: 5, cachedTokens: 0, reasoningTokens: 0 };

export function answer(parts: FakePart[], options: Partial<Omit<FakeAnswer, "kind" | "parts">> = {}): FakeAnswer {
  return { kind: "answer", parts, ...options, usage: options.usage ?? USAGE };
}

/** An answer of text, one chunk per argument. */
export function say(...chunks: string[]): FakeAnswer {
  return answer(chunks.map((text) => ({ type: "text", text })));
}

/** An answer that calls tools, each with its arguments split in the middle, as providers do. */
export function callTools(...calls: { name: string; arguments: unknown; id?: string }[]): FakeAnswer {
  return answer(calls.map((call, index) => toolCall(call.name, call.arguments, call.id ?? `call_${index + 1}`)));
}

export function toolCall(name: string, args: unknown, id = "call_1"): FakePart {
  const text = typeof args === "string" ? args : JSON.stringify(args);
  const middle = Math.ceil(text.length / 2);
  return { type: "tool-call", id, name, fragments: [text.slice(0, middle), text.slice(middle)] };
}

export function failWith(
  status: number,
  message: string,
  options: Partial<Omit<FakeFailure, "kind" | "status" | "message">> = {},
): FakeFailure {
  return { kind: "failure", status, message, ...options };
}

export function hangUp(options: { until?: Promise<unknown> } = {}): FakeHangUp {
  return { kind: "hang-up", ...options };
}
