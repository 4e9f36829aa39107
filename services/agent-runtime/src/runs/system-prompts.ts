import { type AgentDefinition, renderSystemPrompt } from "@nexau-cloud/agent-spec";
import { ServiceError } from "@nexau-cloud/platform";
import type { SystemPrompt } from "../model/model-client.ts";
import { HOME_DIR } from "./run-scope.ts";

/** Rendered for every run and never stored. `template` holds the request's own values. */
export function systemPrompts(agent: AgentDefinition, template: Record<string, string>, now: Date): SystemPrompt[] {
  try {
    return renderSystemPrompt({ agent, now, workDir: HOME_DIR, context: {}, variables: template });
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new ServiceError("unprocessable", "prompt_invalid", detail, { cause: error });
  }
}
