import type { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { AwsV4Signer } from "aws4fetch";
import { type Dispatcher, request } from "undici";
import { ServiceError } from "../errors.ts";

export interface S3Options {
  endpoint: string;
  bucket: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** The bucket in the path, as most services that are not Amazon's want it, and not in the host name. */
  forcePathStyle: boolean;
  now?: () => Date;
}

export interface S3Request {
  method: "GET" | "HEAD" | "PUT" | "DELETE";
  /** Key of the object; empty for the bucket. */
  path: string;
  headers?: Record<string, string>;
  /** Called for each attempt. */
  body?: () => Readable;
  /** Statuses from 400 up that are answers and not errors. */
  expect?: number[];
}

export type S3Response = Dispatcher.ResponseData;

const ATTEMPTS = 3;

/** Signed calls to one bucket. Each may be made twice, so when the other side is busy or the way broken, it is. */
export function createS3Client(options: S3Options) {
  const { accessKeyId, secretAccessKey, region, now = () => new Date() } = options;
  const base = bucketUrl(options);
  const signer = (url: string, method: string, headers: Record<string, string>, query: boolean) =>
    new AwsV4Signer({
      ...{ url, method, headers, accessKeyId, secretAccessKey, region, service: "s3" },
      ...{
        signQuery: query,
        allHeaders: query,
        datetime: now()
          .toISOString()
          .replace(/[-:]|\.\d+/g, ""),
      },
    });

  async function sendOnce({ method, path, headers = {}, body, expect = [] }: S3Request): Promise<S3Response> {
    const signed = await signer(base + path, method, headers, false).sign();
    const response = await request(signed.url, {
      method,
      headers: Object.fromEntries(signed.headers),
      body: body?.() ?? null,
      headersTimeout: 60_000,
    });
    if (response.statusCode < 400 || expect.includes(response.statusCode)) return response;
    throw new S3Failure(response.statusCode, await response.body.text());
  }

  return {
    async send(call: S3Request): Promise<S3Response> {
      for (let attempt = 1; ; attempt++) {
        try {
          return await sendOnce(call);
        } catch (error) {
          if (attempt === ATTEMPTS || !mayPass(error)) throw storageUnavailable(error);
          await delay(100 * 4 ** (attempt - 1));
        }
      }
    },

    /** A URL that allows one call, with exactly these headers, for so long. */
    async presign(
      call: Pick<S3Request, "method" | "path" | "headers"> & { expiresInSeconds: number },
    ): Promise<string> {
      const url = `${base}${call.path}?X-Amz-Expires=${call.expiresInSeconds}`;
      const signed = await signer(url, call.method, call.headers ?? {}, true).sign();
      return signed.url.href;
    },
  };
}

/** An answer that is an error; `answer` is S3's XML, which names the cause. */
class S3Failure extends Error {
  override readonly name = "S3Failure";
  readonly status: number;

  constructor(status: number, answer: string) {
    super(`S3 answered ${status}: ${answer.slice(0, 500)}`);
    this.status = status;
  }
}

/** Trouble on the way, or a status that asks to try again. */
function mayPass(error: unknown): boolean {
  return error instanceof S3Failure ? error.status >= 500 || error.status === 429 : true;
}

export function storageUnavailable(cause: unknown): ServiceError {
  return new ServiceError("unavailable", "storage_unavailable", "The object storage does not answer.", { cause });
}

function bucketUrl({ endpoint, bucket, forcePathStyle }: S3Options): string {
  const url = new URL(endpoint);
  if (!forcePathStyle) url.host = `${bucket}.${url.host}`;
  const path = url.pathname.replace(/\/+$/, "");
  return `${url.origin}${path}/${forcePathStyle ? `${bucket}/` : ""}`;
}
