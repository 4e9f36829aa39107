import { RequestTokenScope } from "@nexau-cloud/contracts";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import type { RequestTokens } from "./request-tokens.ts";

const tags = ["request tokens"];

export const MintRequestToken = z.object({
  runId: z.string(),
  sessionId: z.string(),
  projectId: z.string(),
  versionId: z.string(),
  models: z.array(z.string()),
  apiType: z.string(),
  scopes: z.array(RequestTokenScope).min(1),
  lane: z.string().nullable().default(null),
  ttlSeconds: z.int().positive().max(3600),
});
export type MintRequestToken = z.infer<typeof MintRequestToken>;

/** Open to everybody: public keys by which a request token is checked. */
export function requestTokenKeyRoutes(tokens: RequestTokens): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      "/request-tokens/jwks",
      {
        schema: {
          operationId: "getRequestTokenKeys",
          tags,
          response: { 200: z.object({ keys: z.array(z.record(z.string(), z.unknown())) }) },
        },
      },
      async () => tokens.jwks(),
    );
  };
}

/** For the backend, which lets a runtime check a bundle without there being a run. */
export function requestTokenRoutes(tokens: RequestTokens): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      "/request-tokens",
      {
        schema: {
          operationId: "mintRequestToken",
          tags,
          body: MintRequestToken,
          response: { 201: z.object({ token: z.string(), expiresAt: z.string() }) },
        },
      },
      async (request, reply) => reply.code(201).send(await tokens.mint(request.body)),
    );

    app.delete(
      "/request-tokens/:jti",
      {
        schema: {
          operationId: "revokeRequestToken",
          tags,
          params: z.object({ jti: z.string() }),
          response: { 204: z.null() },
        },
      },
      async (request, reply) => {
        await tokens.revoke(request.params.jti);
        return reply.code(204).send(null);
      },
    );
  };
}
