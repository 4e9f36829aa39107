import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { text } from "node:stream/consumers";
import { ApiError } from "@nexau-cloud/sdk";
import type { Context } from "../../context.ts";

const CHUNK_BYTES = 64 * 1024;

/**
 * PUTs the bytes to the upload URL, telling how far it is. Not fetch: storage that takes presigned URLs wants a
 * Content-Length, which fetch does not send with a streamed body.
 */
export async function uploadBundle(
  context: Context,
  target: { upload_url: string; upload_headers: Record<string, string> },
  zip: Buffer,
): Promise<void> {
  const url = new URL(target.upload_url, context.baseUrl);
  const ownCloud = url.origin === new URL(context.baseUrl).origin;
  const token = context.token ?? context.credentials.read(context.baseUrl).token;
  const progress = context.output.progress("Upload", zip.length);
  const send = url.protocol === "https:" ? httpsRequest : httpRequest;
  const request = send(url, {
    method: "PUT",
    signal: context.signal,
    headers: {
      ...(ownCloud && token ? { authorization: `Bearer ${token}` } : {}),
      ...target.upload_headers,
      "content-length": zip.length,
    },
  });
  const answered = new Promise<import("node:http").IncomingMessage>((resolve, reject) => {
    request.once("response", resolve);
    request.once("error", (error) => reject(new TypeError("upload failed", { cause: error })));
  });
  const written = writeAll(request, zip, progress);
  const response = await answered;
  const body = await text(response);
  const status = response.statusCode ?? 500;
  if (status >= 300)
    throw await ApiError.fromResponse(new Response(body, { status, headers: { "content-type": "application/json" } }));
  await written;
}

async function writeAll(
  request: import("node:http").ClientRequest,
  zip: Buffer,
  progress: (done: number) => void,
): Promise<void> {
  for (let done = 0; done < zip.length && !request.destroyed; ) {
    const chunk = zip.subarray(done, done + CHUNK_BYTES);
    done += chunk.length;
    await new Promise<void>((resolve) => {
      request.write(chunk, () => resolve());
      request.once("close", () => resolve());
    });
    progress(done);
  }
  request.end();
}
