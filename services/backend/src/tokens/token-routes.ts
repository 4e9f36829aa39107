import { CreatedToken, CreateToken, PersonalAccessToken, page } from "@nexau-cloud/contracts";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { principalOf } from "../auth/principal.ts";
import type { TokenService } from "./token-service.ts";

const tags = ["personal access tokens"];
const config = { needs: "account" } as const;

export function tokenRoutes(tokens: TokenService): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      "/api/auth/tokens",
      { schema: { operationId: "createToken", tags, body: CreateToken, response: { 201: CreatedToken } }, config },
      async (request, reply) => reply.code(201).send(await tokens.create(principalOf(request), request.body)),
    );

    app.get(
      "/api/auth/tokens",
      { schema: { operationId: "listTokens", tags, response: { 200: page(PersonalAccessToken) } }, config },
      async (request) => tokens.list(principalOf(request)),
    );

    app.delete(
      "/api/auth/tokens/:tokenId",
      {
        schema: {
          operationId: "deleteToken",
          tags,
          params: z.object({ tokenId: z.string() }),
          response: { 204: z.null() },
        },
        config,
      },
      async (request, reply) => {
        await tokens.remove(principalOf(request), request.params.tokenId);
        return reply.code(204).send(null);
      },
    );
  };
}
