import { isObject, type JsonObject, type ModelRequest } from "./wire-format.ts";

/** `model`, and the fallbacks that routers in front of several providers take as `models`. */
export function modelsInBody({ body }: Pick<ModelRequest, "body">): string[] {
  const models = [body.model, ...(Array.isArray(body.models) ? body.models : [])];
  return models.map((model) => (typeof model === "string" ? model : ""));
}

/** The object in an answer that has usage in it, whichever of its members that is. */
export function usageObject(answer: JsonObject, within?: string): JsonObject | undefined {
  const holder = within && isObject(answer[within]) ? answer[within] : answer;
  return isObject(holder.usage) ? holder.usage : undefined;
}
