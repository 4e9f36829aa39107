export interface Credentials {
  accessKey: string;
  secretKey: string;
}

/** More than any key of ours, and little enough to look at before anybody is known. */
const MAX_LENGTH = 1024;

/** The pair of `Basic base64(ak:sk)` or `AKSK ak:sk`; null for anything else. */
export function parseCredentials(authorization: string | undefined): Credentials | null {
  if (authorization === undefined || authorization.length > MAX_LENGTH) return null;
  const [, scheme, value] = /^([A-Za-z]+) +(\S+) *$/.exec(authorization) ?? [];
  if (value === undefined) return null;
  switch (scheme?.toLowerCase()) {
    case "basic":
      return /^[A-Za-z0-9+/]+={0,2}$/.test(value) ? pairOf(Buffer.from(value, "base64").toString("utf8")) : null;
    case "aksk":
      return pairOf(value);
    default:
      return null;
  }
}

function pairOf(text: string): Credentials | null {
  const [, accessKey, secretKey] = /^([\w-]{1,256}):([\w-]{1,256})$/.exec(text) ?? [];
  return accessKey !== undefined && secretKey !== undefined ? { accessKey, secretKey } : null;
}
