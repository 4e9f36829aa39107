import { anthropicMessages } from "./anthropic-messages.ts";
import { geminiRest } from "./gemini-rest.ts";
import { openaiChat } from "./openai-chat.ts";
import { openaiResponses } from "./openai-responses.ts";
import type { WireFormat } from "./wire-format.ts";

export const wireFormats: WireFormat[] = [openaiChat, openaiResponses, anthropicMessages, geminiRest];
