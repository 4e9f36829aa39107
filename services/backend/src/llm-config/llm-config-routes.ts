import { LlmConfig, SetLlmConfig } from "@nexau-cloud/contracts";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { principalOf } from "../auth/principal.ts";
import { ProjectParams } from "../projects/project-params.ts";
import type { LlmConfigService } from "./llm-config-service.ts";

const tags = ["LLM configuration"];

export function llmConfigRoutes(llmConfigs: LlmConfigService): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      "/api/projects/:projectId/llm-config",
      { schema: { operationId: "getLlmConfig", tags, params: ProjectParams, response: { 200: LlmConfig } } },
      async (request) => llmConfigs.get(request.params.projectId),
    );

    app.put(
      "/api/projects/:projectId/llm-config",
      {
        schema: {
          operationId: "setLlmConfig",
          description: "A custom provider's key is kept when it is left out, unless base_url changes.",
          tags,
          params: ProjectParams,
          body: SetLlmConfig,
          response: { 200: LlmConfig },
        },
      },
      async (request) => llmConfigs.set(principalOf(request), request.params.projectId, request.body),
    );
  };
}
