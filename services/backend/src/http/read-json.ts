import { ServiceError } from "@nexau-cloud/platform";
import type { FastifyInstance } from "fastify";

/**
 * JSON bodies as the public interface takes them. An empty one is no body, since many clients send the header with every
 * call; and no text holds the character NUL, which neither the database nor an environment can keep.
 */
export function readJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser("error", "error");
  app.removeContentTypeParser("application/json");
  app.addContentTypeParser("application/json", { parseAs: "string" }, (request, text, done) => {
    if (text.length === 0) return done(null, undefined);
    parse(request, String(text), (error, body) => {
      if (error) return done(error);
      if (String(text).includes("\\u0000") && holdsNul(body)) return done(nulRefused());
      done(null, body);
    });
  });
  app.addHook("onRequest", async (request) => {
    if (/%00/.test(request.url)) throw nulRefused();
  });
}

function holdsNul(value: unknown): boolean {
  if (typeof value === "string") return value.includes("\u0000");
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(([key, field]) => key.includes("\u0000") || holdsNul(field));
}

const nulRefused = () =>
  new ServiceError("invalid_argument", "invalid_request", "The request holds a NUL character, which is not allowed.");
