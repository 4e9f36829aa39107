/**
 * The request token in an Authorization header: as a bearer token, or as either half of Basic, since Langfuse's clients
 * send `public key:secret key`. Undefined where there is none.
 */
export function traceCredential(authorization: string | undefined): string | undefined {
  const [, scheme, value] = /^(Bearer|Basic) ([\x21-\x7e]+)$/i.exec(authorization ?? "") ?? [];
  if (!scheme || !value) return undefined;
  if (scheme.toLowerCase() === "bearer") return value;
  const pair = Buffer.from(value, "base64").toString("utf8");
  const colon = pair.indexOf(":");
  if (colon === -1) return undefined;
  return [pair.slice(colon + 1), pair.slice(0, colon)].find(looksLikeToken);
}

/** A JWT: three parts of base64url. */
const looksLikeToken = (text: string) => /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text);
