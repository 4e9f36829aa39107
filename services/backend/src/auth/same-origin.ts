import { ServiceError } from "@nexau-cloud/platform";
import type { FastifyRequest } from "fastify";

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);
/** What a form on another site can send without the browser asking us first. */
const FORM_TYPES = /^\s*(application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)\b/i;

/**
 * Refuses changes that another site makes a browser send with our cookie along (CSRF). `host` is what the caller typed.
 * Browsers say where a request comes from; a program that says nothing of the kind is let in, unless it sends what a
 * form could.
 */
export function checkSameOrigin(request: FastifyRequest, host: string): void {
  if (SAFE_METHODS.has(request.method)) return;
  const site = request.headers["sec-fetch-site"];
  if (site !== undefined) {
    if (site === "same-origin" || site === "none") return;
    throw crossSite();
  }
  const { origin } = request.headers;
  if (origin !== undefined) {
    if (URL.parse(origin)?.host === host.toLowerCase()) return;
    throw crossSite();
  }
  if (FORM_TYPES.test(request.headers["content-type"] ?? "")) throw crossSite();
}

const crossSite = () =>
  new ServiceError("permission_denied", "cross_site_request", "Changes are not accepted from other sites.");
