import type { Launch } from "@nexau-cloud/contracts";

/** The environment of a run: the project's variables, and the way to its model. The key is the run's own request token. */
export function runEnv(launch: Launch, sidecarUrl: string, requestToken: string): Record<string, string> {
  return {
    ...launch.env,
    LLM_MODEL: launch.llm.model,
    LLM_BASE_URL: `${sidecarUrl}/v1`,
    LLM_API_KEY: requestToken,
  };
}
