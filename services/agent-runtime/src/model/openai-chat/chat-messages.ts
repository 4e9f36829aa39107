import type { ImageBlock, Message, TextBlock, ToolResultBlock, ToolUseBlock } from "@nexau-cloud/contracts";
import type { SystemPrompt } from "../model-client.ts";

export type ChatMessage = { role: "system" | "user" | "assistant" | "tool" } & Record<string, unknown>;
type ContentBlock = TextBlock | ImageBlock;

/** A history in the chat API's words. It must be well-formed: every tool call directly followed by its results. */
export function toChatMessages(system: SystemPrompt[], messages: Message[]): ChatMessage[] {
  const chat: ChatMessage[] = system.map(({ text }) => ({ role: "system", content: text }));
  // The API wants the results of one answer side by side, so images wait until the last of them.
  let images: ChatMessage[] = [];
  for (const message of messages) {
    if (message.role === "tool") {
      for (const result of message.content.filter(({ type }) => type === "tool_result") as ToolResultBlock[]) {
        chat.push({ role: "tool", tool_call_id: result.tool_use_id, content: toolText(result) });
        images.push(...imageMessage(result));
      }
      continue;
    }
    chat.push(...images);
    images = [];
    if (message.role === "assistant") chat.push(assistantMessage(message));
    else chat.push({ role: message.role === "system" ? "system" : "user", content: toContent(contentBlocks(message)) });
  }
  return [...chat, ...images];
}

function assistantMessage(message: Message): ChatMessage {
  const text = message.content.flatMap((block) => (block.type === "text" ? [block.text] : [])).join("");
  const calls = message.content.filter((block) => block.type === "tool_use").map(toToolCall);
  const details = message.metadata.reasoning_details;
  return {
    role: "assistant",
    ...(text !== "" || calls.length === 0 ? { content: text } : {}),
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
    ...(Array.isArray(details) ? { reasoning_details: details } : {}),
  };
}

function toToolCall({ id, name, input, raw_input }: ToolUseBlock) {
  return { id, type: "function", function: { name, arguments: argumentsText(input, raw_input) } };
}

/** The model's own text keeps the provider's prompt cache warm; text that is no JSON would be refused. */
function argumentsText(input: Record<string, unknown>, raw: string | undefined): string {
  if (raw === undefined) return JSON.stringify(input);
  try {
    const value: unknown = JSON.parse(raw);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? raw : JSON.stringify(input);
  } catch {
    return JSON.stringify(input);
  }
}

const contentBlocks = (message: Message): ContentBlock[] =>
  message.content.filter((block) => block.type === "text" || block.type === "image");

function toContent(blocks: ContentBlock[]): unknown {
  if (blocks.every((block) => block.type === "text")) return blocks.map(({ text }) => text).join("\n");
  return blocks.map(toContentPart);
}

function toContentPart(block: ContentBlock) {
  if (block.type === "text") return { type: "text", text: block.text };
  const url = block.url ?? `data:${block.mime_type};base64,${block.base64 ?? ""}`;
  return { type: "image_url", image_url: { url, detail: block.detail } };
}

function toolText({ content }: ToolResultBlock): string {
  if (typeof content === "string") return content;
  return content.map((block) => (block.type === "text" ? block.text : "<image>")).join("\n");
}

function imageMessage({ tool_use_id, content }: ToolResultBlock): ChatMessage[] {
  if (typeof content === "string") return [];
  const images = content.filter((block) => block.type === "image");
  if (images.length === 0) return [];
  const intro = { type: "text", text: `Images returned by tool call ${tool_use_id}:` };
  return [{ role: "user", content: [intro, ...images.map(toContentPart)] }];
}
