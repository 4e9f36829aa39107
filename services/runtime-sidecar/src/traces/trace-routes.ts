import type { RequestTokenClaims } from "@nexau-cloud/contracts";
import { type RequestTokenVerifier, ServiceError } from "@nexau-cloud/platform";
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import { readLangfuseBatch } from "./langfuse-batch.ts";
import type { OpenObservations } from "./open-observations.ts";
import { readOtlpJson } from "./otlp-json.ts";
import { readOtlpProtobuf, writeOtlpProtobuf } from "./otlp-protobuf.ts";
import { traceCredential } from "./trace-credential.ts";
import type { ReadSpans } from "./trace-span.ts";
import type { TraceStore } from "./trace-store.ts";
import { unpackBody } from "./unpack-body.ts";

export interface TraceRoutesDeps {
  tokens: Pick<RequestTokenVerifier, "verify">;
  traces: TraceStore;
  open: OpenObservations;
  requestBytes: number;
}

const tags = ["traces"];
const OTLP_PATHS = ["/v1/traces", "/api/public/otel/v1/traces"];
const PROTOBUF = "application/x-protobuf";

/** Everything on the traces' port: OTLP in both its forms, and Langfuse's own ingestion. */
export function traceRoutes(deps: TraceRoutesDeps): FastifyPluginAsync {
  const callers = new WeakMap<FastifyRequest, RequestTokenClaims>();

  function claimsOf(request: FastifyRequest): RequestTokenClaims {
    const claims = callers.get(request);
    if (!claims) throw new Error("the request was let in without a token");
    return claims;
  }

  async function authenticate(request: FastifyRequest): Promise<void> {
    const token = traceCredential(request.headers.authorization);
    if (!token)
      throw new ServiceError("unauthenticated", "request_token_invalid", "This is not a valid request token.");
    callers.set(request, await deps.tokens.verify(token, "traces"));
  }

  return async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
    // Before the body is read: whoever has no token gets nothing of our memory.
    app.addHook("onRequest", authenticate);

    for (const [index, path] of OTLP_PATHS.entries()) {
      const schema = { operationId: "exportOtlp", tags, hide: index > 0 };
      app.post(path, { schema, bodyLimit: deps.requestBytes }, async (request, reply) => {
        const isProtobuf = mediaTypeOf(request) === PROTOBUF;
        const body = await bodyOf(request, deps.requestBytes);
        const read = isProtobuf ? readOtlpProtobuf(body) : readOtlpJson(parseJson(body));
        if (!read) throw notReadable("an OTLP export of traces");
        await deps.traces.store(claimsOf(request), read.spans);
        return sendOtlp(reply, isProtobuf, read);
      });
    }

    const ingest = { schema: { operationId: "ingestLangfuse", tags }, bodyLimit: deps.requestBytes };
    app.post("/api/public/ingestion", ingest, async (request, reply) => {
      const claims = claimsOf(request);
      const read = readLangfuseBatch(parseJson(await bodyOf(request, deps.requestBytes)), claims, deps.open);
      if (!read) throw notReadable("a Langfuse batch");
      await deps.traces.store(claims, read.spans);
      return reply.code(207).send({
        successes: read.accepted.map((id) => ({ id, status: 201 })),
        errors: read.rejected.map(({ id, message }) => ({ id, status: 400, message, error: "invalid_request" })),
      });
    });

    /** Langfuse's clients ask for it to find out whether their keys are good. */
    app.get("/api/public/projects", { schema: { operationId: "listProjects", tags } }, async (request) => {
      const { project_id } = claimsOf(request);
      return { data: [{ id: project_id, name: project_id, metadata: {} }] };
    });
  };
}

function sendOtlp(reply: FastifyReply, isProtobuf: boolean, { rejected }: ReadSpans): FastifyReply {
  const errorMessage = rejected
    .slice(0, 5)
    .map(({ id, message }) => `${id}: ${message}`)
    .join("; ");
  if (isProtobuf) {
    return reply.type(PROTOBUF).send(Buffer.from(writeOtlpProtobuf({ rejectedSpans: rejected.length, errorMessage })));
  }
  return reply.send(rejected.length > 0 ? { partialSuccess: { rejectedSpans: rejected.length, errorMessage } } : {});
}

async function bodyOf(request: FastifyRequest, maxBytes: number): Promise<Buffer> {
  const type = mediaTypeOf(request);
  if (type !== PROTOBUF && type !== "application/json") {
    throw new ServiceError(
      "unsupported_media_type",
      "media_type_unsupported",
      `Traces are read as application/json and ${PROTOBUF}.`,
    );
  }
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  return unpackBody(body, request.headers["content-encoding"], maxBytes);
}

function mediaTypeOf(request: FastifyRequest): string {
  return (request.headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}

const notReadable = (what: string) =>
  new ServiceError("invalid_argument", "invalid_request", `The body cannot be read as ${what}.`);
