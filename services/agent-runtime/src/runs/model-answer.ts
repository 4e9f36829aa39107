import type { Block, Message } from "@nexau-cloud/contracts";
import type { ModelFinish, ModelPart } from "../model/model-client.ts";
import { parseArguments } from "../tools/arguments/parse-arguments.ts";
import type { ToolCall } from "../tools/toolbox.ts";

/** What a model call has said so far; complete once `finish` is there. */
export interface ModelAnswer {
  push(part: ModelPart): void;
  text(): string;
  toolCalls(): ToolCall[];
  hasContent(): boolean;
  readonly finish: ModelFinish | null;
  toMessage(info: AnswerInfo): Message;
}

export interface AnswerInfo {
  id: string;
  createdAt: string;
  /** Set for an answer that was broken off: its tool calls are left out, as nobody will carry them out. */
  partial: boolean;
}

type AnswerBlock =
  | { type: "text"; text: string }
  | { type: "reasoning"; text: string; signature?: string; redacted_data?: string }
  | { type: "tool_use"; call: ToolCall };

/** Stands for the text of an answer that consists of reasoning only, which no provider would take back. */
const EMPTY_TEXT = "[empty]";

export function createModelAnswer(): ModelAnswer {
  const blocks: AnswerBlock[] = [];
  let finish: ModelFinish | null = null;

  function push(part: ModelPart): void {
    const last = blocks.at(-1);
    if (part.type === "text-delta") {
      if (last?.type === "text") last.text += part.text;
      else blocks.push({ type: "text", text: part.text });
    } else if (part.type === "reasoning-start") blocks.push({ type: "reasoning", text: "" });
    else if (part.type === "reasoning-delta" && last?.type === "reasoning") last.text += part.text;
    else if (part.type === "reasoning-end" && last?.type === "reasoning") {
      if (part.signature !== null) last.signature = part.signature;
      if (part.redactedData !== null) last.redacted_data = part.redactedData;
    } else if (part.type === "tool-call-start") {
      blocks.push({ type: "tool_use", call: { id: part.id, name: part.name, arguments: "" } });
    } else if (part.type === "tool-call-delta") {
      const call = toolCalls().find(({ id }) => id === part.id);
      if (call) call.arguments += part.text;
    } else if (part.type === "finish") finish = part;
  }

  const toolCalls = () => blocks.flatMap((block) => (block.type === "tool_use" ? [block.call] : []));
  const spoken = () => blocks.flatMap((block) => (block.type === "text" ? [block.text] : [])).join("");
  const isReasoningOnly = () => blocks.length > 0 && blocks.every(({ type }) => type === "reasoning");

  return {
    push,
    toolCalls,
    text: () => (isReasoningOnly() ? EMPTY_TEXT : spoken()),
    hasContent: () => blocks.length > 0,
    get finish() {
      return finish;
    },
    toMessage({ id, createdAt, partial }) {
      const content = blocks.filter(({ type }) => !partial || type !== "tool_use").map(toBlock);
      if (isReasoningOnly()) content.push({ type: "text", text: EMPTY_TEXT });
      const metadata = finish ? { usage: finish.usage, ...finish.metadata } : {};
      return {
        id,
        role: "assistant",
        content,
        metadata: partial ? { ...metadata, partial: true } : metadata,
        created_at: createdAt,
      };
    },
  };
}

function toBlock(block: AnswerBlock): Block {
  if (block.type !== "tool_use") return block;
  const { id, name, arguments: text } = block.call;
  return { type: "tool_use", id, name, input: parseArguments(text), raw_input: text };
}
