import { type Logger, type RequestTokenVerifier, ServiceError } from "@nexau-cloud/platform";
import type { FastifyInstance, FastifyPluginAsync, FastifyRequest } from "fastify";
import { wireFormats } from "../formats/wire-formats.ts";
import type { UsageMeter } from "../usage/usage-meter.ts";
import { routeNotAllowed } from "./model-errors.ts";
import type { ModelProxy } from "./model-proxy.ts";
import { requestCredential } from "./request-credential.ts";
import { type Caller, queryOf, serveModelCall } from "./serve-model-call.ts";
import { withProviderError } from "./with-provider-error.ts";

const tags = ["models"];

export interface ModelRoutesDeps {
  tokens: Pick<RequestTokenVerifier, "verify">;
  proxy: ModelProxy;
  meter: UsageMeter;
  log: Logger;
  requestBytes: number;
}

/** Everything on the models' port. What a request token does not open is refused here, unknown paths included. */
export function modelRoutes(deps: ModelRoutesDeps): FastifyPluginAsync {
  const callers = new WeakMap<FastifyRequest, Caller>();

  function callerOf(request: FastifyRequest): Caller {
    const caller = callers.get(request);
    if (!caller) throw new Error("the request was let in without a token");
    return caller;
  }

  return async (app) => {
    readBodiesAsTheyAre(app);
    app.addHook("preSerialization", async (_request, _reply, payload) => withProviderError(payload));
    // Before the body is read: whoever has no token gets nothing of our memory.
    app.addHook("onRequest", async (request) => {
      callers.set(request, await authenticate(request, deps.tokens));
    });

    for (const format of wireFormats) {
      for (const [index, path] of format.paths.entries()) {
        // The same call under another path is no operation of its own.
        const schema = { operationId: `call_${format.apiType}`, tags, hide: index > 0 };
        app.post(path, { schema, bodyLimit: deps.requestBytes }, async (request, reply) =>
          serveModelCall(deps, format, callerOf(request), request, reply),
        );
      }
    }
    app.get("/v1/models", { schema: { operationId: "listModels", tags } }, async (request) =>
      modelList(callerOf(request).claims.models),
    );
    app.all("/*", { schema: { hide: true }, bodyLimit: deps.requestBytes }, async (request) => {
      throw routeNotAllowed(callerOf(request).claims.api_type);
    });
  };
}

async function authenticate(request: FastifyRequest, tokens: ModelRoutesDeps["tokens"]): Promise<Caller> {
  const credential = requestCredential(request.headers, queryOf(request));
  if (!credential)
    throw new ServiceError("unauthenticated", "request_token_invalid", "This is not a valid request token.");
  return { claims: await tokens.verify(credential.token, "llm"), keyInQuery: credential.inQuery };
}

function readBodiesAsTheyAre(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
}

/** In the shapes of OpenAI's list and of Anthropic's, which do not get in each other's way. */
function modelList(models: string[]) {
  return {
    object: "list",
    data: models.map((id) => ({
      id,
      object: "model",
      type: "model",
      display_name: id,
      created: 0,
      created_at: "1970-01-01T00:00:00Z",
      owned_by: "nexau-cloud",
    })),
    has_more: false,
    first_id: models[0] ?? null,
    last_id: models.at(-1) ?? null,
  };
}
