import { ServiceError } from "@nexau-cloud/platform";

export interface PageToken {
  startedAt: Date;
  id: string;
}

/** Where the next page begins: after the last one of this page. */
export function toPageToken({ startedAt, id }: PageToken): string {
  return Buffer.from(`${startedAt.toISOString()}__${id}`).toString("base64url");
}

export function parsePageToken(text: string): PageToken {
  const [time = "", id = ""] = Buffer.from(text, "base64url").toString("utf8").split("__");
  const startedAt = new Date(time);
  if (Number.isNaN(startedAt.getTime()) || !/^[a-z0-9]{1,64}$/.test(id)) {
    throw new ServiceError("invalid_argument", "invalid_request", "nextToken is not one that this cloud has given.");
  }
  return { startedAt, id };
}
