import { Readable } from "node:stream";
import { Artifact, ConfirmUpload, CreateUploadUrl, UploadUrl } from "@nexau-cloud/contracts";
import { clientSignal } from "@nexau-cloud/platform";
import type { FastifyRequest } from "fastify";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { principalOf } from "../auth/principal.ts";
import { VersionParams } from "../versions/version-params.ts";
import type { ConfirmService } from "./confirm-service.ts";
import type { UploadService } from "./upload-service.ts";

const tags = ["artifacts"];
const config = { needs: "deploy" } as const;

export function artifactRoutes(uploads: UploadService, confirmations: ConfirmService): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      "/api/projects/:projectId/versions/:versionId/artifact/upload-url",
      {
        schema: {
          operationId: "createUploadUrl",
          tags,
          params: VersionParams,
          body: CreateUploadUrl,
          response: { 200: UploadUrl },
        },
        config,
      },
      async (request) => uploads.createUploadUrl(principalOf(request), request.params, request.body),
    );

    app.post(
      "/api/projects/:projectId/versions/:versionId/artifact/confirm",
      {
        schema: {
          operationId: "confirmUpload",
          tags,
          params: VersionParams,
          body: ConfirmUpload,
          response: { 200: Artifact },
        },
        config,
      },
      async (request) => confirmations.confirm(principalOf(request), request.params, request.body),
    );
  };
}

/** Bytes on their way to storage, where that has no public address of its own. */
export function uploadRoutes(uploads: UploadService): FastifyPluginAsyncZod {
  return async (app) => {
    // Whatever the type: a bundle is known by its content. Nothing is read before the route asks for it.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", (_request, payload, done) => done(null, payload));

    app.put(
      "/api/uploads/:artifactId",
      {
        schema: {
          operationId: "uploadArtifact",
          description: "The bundle's bytes, as announced for the upload URL.",
          tags,
          params: z.object({ artifactId: z.string() }),
          response: { 200: z.object({ size: z.int(), sha256: z.string().nullable() }) },
        },
        config,
        // Each upload has the limit that it announced.
        bodyLimit: Number.MAX_SAFE_INTEGER,
      },
      async (request, reply) =>
        uploads.receive(principalOf(request), {
          artifactId: request.params.artifactId,
          contentLength: contentLengthOf(request),
          body: request.body instanceof Readable ? request.body : Readable.from([]),
          signal: clientSignal(reply),
        }),
    );
  };
}

function contentLengthOf(request: FastifyRequest): number | undefined {
  const text = request.headers["content-length"];
  return text === undefined ? undefined : Number(text);
}
