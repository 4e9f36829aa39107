import { isObject, type JsonObject } from "../formats/wire-format.ts";

/** What the demo model understands of a chat completion request. */
export interface DemoRequest {
  model: string;
  stream: boolean;
  includeUsage: boolean;
  tools: OfferedTool[];
  /** The last thing that the user said. */
  question: string;
  /** Tool calls made since, with their results, one round per answer that called tools. */
  rounds: ToolRound[];
  /** Grows from request to request of a conversation: makes ids that were not there before. */
  messageCount: number;
  characters: number;
}

export interface OfferedTool {
  name: string;
  properties: JsonObject;
  required: string[];
}

export interface ToolRound {
  results: { name: string; text: string }[];
}

export function readDemoRequest(body: JsonObject): DemoRequest {
  const messages = Array.isArray(body.messages) ? body.messages.filter(isObject) : [];
  const questionAt = messages.findLastIndex(
    (message, index) => message.role === "user" && !isFrameworkNote(message, messages[index - 1]),
  );
  const question = messages[questionAt];
  return {
    model: typeof body.model === "string" ? body.model : "demo",
    stream: body.stream === true,
    includeUsage: isObject(body.stream_options) && body.stream_options.include_usage === true,
    tools: Array.isArray(body.tools) ? body.tools.flatMap(offeredTool) : [],
    question: question ? textOf(question) : "",
    rounds: toolRounds(messages.slice(questionAt + 1)),
    messageCount: messages.length,
    characters: JSON.stringify(messages).length,
  };
}

/** Behind the results of tools, agents put hints and the tools' images in the user's name. */
function isFrameworkNote(message: JsonObject, before: JsonObject | undefined): boolean {
  return before?.role === "tool" && /^\s*(Images returned by tool call|<[a-z_-]+>)/i.test(textOf(message));
}

function toolRounds(messages: JsonObject[]): ToolRound[] {
  const rounds: ToolRound[] = [];
  const names = new Map<unknown, string>();
  for (const message of messages) {
    if (message.role === "assistant" && Array.isArray(message.tool_calls) && message.tool_calls.length > 0) {
      rounds.push({ results: [] });
      for (const call of message.tool_calls.filter(isObject)) {
        names.set(call.id, isObject(call.function) ? String(call.function.name) : "tool");
      }
    } else if (message.role === "tool") {
      rounds.at(-1)?.results.push({ name: names.get(message.tool_call_id) ?? "tool", text: textOf(message) });
    }
  }
  return rounds;
}

function textOf({ content }: JsonObject): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content.map((part) => (isObject(part) && typeof part.text === "string" ? part.text : "")).join("");
}

function offeredTool(tool: unknown): OfferedTool[] {
  const definition = isObject(tool) && isObject(tool.function) ? tool.function : undefined;
  if (!definition || typeof definition.name !== "string") return [];
  const schema = isObject(definition.parameters) ? definition.parameters : {};
  return [
    {
      name: definition.name,
      properties: isObject(schema.properties) ? schema.properties : {},
      required: Array.isArray(schema.required) ? schema.required.filter((name) => typeof name === "string") : [],
    },
  ];
}
