import type { FastifyInstance, onRequestAsyncHookHandler } from "fastify";
import { type ChatRouteDeps, chatRoutes } from "./chat/chat-routes.ts";
import { type FileRouteDeps, fileRoutes } from "./files/file-routes.ts";
import { type RunRouteDeps, runRoutes } from "./runs/run-routes.ts";
import { type SessionRouteDeps, sessionRoutes } from "./sessions/session-routes.ts";

export interface AgentGatewayRouteDeps {
  chat: ChatRouteDeps;
  files: FileRouteDeps;
  runs: RunRouteDeps;
  sessions: SessionRouteDeps;
  /** Lets in who shows a project's key pair. */
  keyOnly: onRequestAsyncHookHandler;
}

/** The table of contents of the data plane, under the path of the contract and under the one of older clients. */
export async function agentGatewayRoutes(app: FastifyInstance, deps: AgentGatewayRouteDeps): Promise<void> {
  for (const prefix of ["/agent-api", "/v1"]) {
    await app.register(
      async (scope) => {
        // Described once: both paths are the same.
        if (prefix !== "/agent-api") {
          scope.addHook("onRoute", (route) => {
            route.schema = { ...route.schema, hide: true };
          });
        }
        scope.addHook("onRequest", deps.keyOnly);
        await scope.register(sessionRoutes(deps.sessions));
        await scope.register(chatRoutes(deps.chat));
        await scope.register(runRoutes(deps.runs));
        await scope.register(fileRoutes(deps.files));
      },
      { prefix },
    );
  }
}
