import { promisify } from "node:util";
import { gunzip, inflate } from "node:zlib";
import { ServiceError } from "@nexau-cloud/platform";

const unpackers = { gzip: promisify(gunzip), deflate: promisify(inflate) };

/** The plain bytes of a request body; a small one that would grow beyond `maxBytes` is given up on the way. */
export async function unpackBody(body: Buffer, encoding: string | undefined, maxBytes: number): Promise<Buffer> {
  const name = (encoding ?? "identity").trim().toLowerCase();
  if (name === "identity" || name === "") return body;
  if (name !== "gzip" && name !== "deflate") {
    throw new ServiceError(
      "unsupported_media_type",
      "media_type_unsupported",
      `Content-Encoding ${name} is not read here.`,
    );
  }
  try {
    return await unpackers[name](body, { maxOutputLength: maxBytes });
  } catch (error) {
    if (error instanceof RangeError) {
      throw new ServiceError("payload_too_large", "body_too_large", "The body is larger than this route accepts.", {
        cause: error,
      });
    }
    throw new ServiceError("invalid_argument", "invalid_request", `The body is not ${name}.`, { cause: error });
  }
}
