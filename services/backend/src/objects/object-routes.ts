import { type ObjectStorage, ServiceError, verifySignedUrl } from "@nexau-cloud/platform";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";

export interface ObjectRouteDeps {
  objects: Pick<ObjectStorage, "get">;
  /** Of `objectSigningKey`. */
  signingKey: Uint8Array;
  now: () => Date;
}

/** Stored objects by signed URL, for storage that lies in files: the signature is all that a caller needs. */
export function objectRoutes({ objects, signingKey, now }: ObjectRouteDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.get("/objects/*", { schema: { hide: true } }, async (request, reply) => {
      const { method, url, headers } = request;
      const { key } = verifySignedUrl(signingKey, { method, url, headers }, now().getTime());
      const object = await objects.get(key);
      if (!object) throw new ServiceError("not_found", "object_not_found", "There is no such stored object.");
      return reply
        .type("application/octet-stream")
        .header("content-length", object.sizeBytes)
        .header("content-disposition", "attachment")
        .header("x-content-type-options", "nosniff")
        .send(object.body);
    });
  };
}
