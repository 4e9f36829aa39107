import type { ApiType } from "@nexau-cloud/contracts";
import { ServiceError } from "@nexau-cloud/platform";
import type { ModelClient } from "./model-client.ts";
import type { ModelTransport } from "./model-transport.ts";
import { createOpenaiChatClient } from "./openai-chat/chat-client.ts";

/** Wire formats by api type. A new one is a folder beside `openai-chat` and a line here. */
const CLIENTS: Partial<Record<ApiType, (transport: ModelTransport) => ModelClient>> = {
  openai_chat_completion: createOpenaiChatClient,
};

export const isApiTypeSupported = (apiType: ApiType): boolean => apiType in CLIENTS;

export function createModelClient(apiType: ApiType, transport: ModelTransport): ModelClient {
  const create = CLIENTS[apiType];
  if (!create) {
    throw new ServiceError("unimplemented", "api_type_unsupported", `api_type ${apiType} is not supported yet.`);
  }
  return create(transport);
}
