import type { FastifyReply, FastifyRequest } from "fastify";

const NAME = "nexau_session";

/** The browser's session secret, if it sent one. */
export function readSessionCookie(request: FastifyRequest): string | null {
  for (const pair of (request.headers.cookie ?? "").split(";")) {
    const [name, value] = pair.split("=", 2).map((part) => part.trim());
    if (name === NAME && value && /^[\w-]{20,128}$/.test(value)) return value;
  }
  return null;
}

export function setSessionCookie(
  reply: FastifyReply,
  { secret, maxAgeSeconds, isHttps }: { secret: string; maxAgeSeconds: number; isHttps: boolean },
): void {
  const attributes = [`${NAME}=${secret}`, "Path=/", "HttpOnly", "SameSite=Lax", `Max-Age=${maxAgeSeconds}`];
  reply.header("set-cookie", [...attributes, ...(isHttps ? ["Secure"] : [])].join("; "));
}

export function clearSessionCookie(reply: FastifyReply): void {
  reply.header("set-cookie", `${NAME}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0`);
}
