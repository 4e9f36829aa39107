import multipart from "@fastify/multipart";
import { DeletedFile, FileEntry, UploadedFile } from "@nexau-cloud/contracts";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { principalOf } from "../auth/principal.ts";
import { readTarget, readUpload } from "./file-form.ts";
import type { FileService } from "./file-service.ts";

const tags = ["files"];
const target =
  "Takes `session_id`, `distinct_id`, `project_id`, `version_id` and `path` from the query, a JSON body or a form.";

export interface FileRouteDeps {
  files: FileService;
  /** Where a file waits whose form names the session after it. */
  spoolDir: string;
  maxBytes: number;
}

export function fileRoutes({ files, spoolDir, maxBytes }: FileRouteDeps): FastifyPluginAsyncZod {
  return async (app) => {
    await app.register(multipart, {
      limits: { fileSize: maxBytes, files: 1, fields: 20, fieldSize: 65_536, fieldNameSize: 128, headerPairs: 50 },
    });

    app.post(
      "/files",
      {
        schema: {
          operationId: "uploadFile",
          description: `Puts a file into the session's sandbox: a form with \`session_id\` and \`file\`. ${target}`,
          tags,
          response: { 200: UploadedFile },
        },
      },
      async (request) =>
        readUpload(request, spoolDir, (named, file) => files.upload(principalOf(request), named, file)),
    );

    // Scripts use either method; to OpenAPI each is an operation with a name of its own.
    for (const [method, operationId] of [
      ["POST", "listFiles"],
      ["GET", "getFiles"],
    ] as const) {
      app.route({
        method,
        url: "/files/list",
        schema: {
          operationId,
          description: `Files of a folder of the session's sandbox; of its home without \`path\`. ${target}`,
          tags,
          response: { 200: z.object({ data: z.array(FileEntry) }) },
        },
        handler: async (request) => files.list(principalOf(request), await readTarget(request)),
      });
    }

    for (const [method, operationId] of [
      ["POST", "deleteFile"],
      ["DELETE", "removeFile"],
    ] as const) {
      app.route({
        method,
        url: "/files/delete",
        schema: {
          operationId,
          description: `Deletes a file, or a folder with all that is in it. ${target}`,
          tags,
          response: { 200: DeletedFile },
        },
        handler: async (request) => files.remove(principalOf(request), await readTarget(request)),
      });
    }
  };
}
