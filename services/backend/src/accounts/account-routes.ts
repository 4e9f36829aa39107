import { LoginRequest, RegisterRequest, SignedIn } from "@nexau-cloud/contracts";
import type { FastifyReply } from "fastify";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import type { ReadForwarded } from "../auth/client-address.ts";
import { principalOf } from "../auth/principal.ts";
import { checkSameOrigin } from "../auth/same-origin.ts";
import { clearSessionCookie, readSessionCookie, setSessionCookie } from "../auth/session-cookie.ts";
import type { AccountService, OpenedSession } from "./account-service.ts";

const tags = ["accounts"];
const BODY_BYTES = 16 * 1024;

/** Open to everybody. */
export function loginRoutes(accounts: AccountService, readForwarded: ReadForwarded): FastifyPluginAsyncZod {
  return async (app) => {
    app.addHook("onRequest", async (request) => checkSameOrigin(request, readForwarded(request).host));

    app.post(
      "/api/auth/register",
      {
        schema: { operationId: "register", tags, body: RegisterRequest, response: { 201: SignedIn } },
        bodyLimit: BODY_BYTES,
      },
      async (request, reply) => {
        const { ip, isHttps } = readForwarded(request);
        return signIn(reply.code(201), isHttps, await accounts.register(request.body, ip));
      },
    );

    app.post(
      "/api/auth/login",
      {
        schema: { operationId: "login", tags, body: LoginRequest, response: { 200: SignedIn } },
        bodyLimit: BODY_BYTES,
      },
      async (request, reply) => {
        const { ip, isHttps } = readForwarded(request);
        return signIn(reply.code(200), isHttps, await accounts.login(request.body, ip));
      },
    );

    app.post(
      "/api/auth/logout",
      { schema: { operationId: "logout", tags, response: { 204: z.null() } }, bodyLimit: BODY_BYTES },
      async (request, reply) => {
        await accounts.logout(readSessionCookie(request), readForwarded(request).ip);
        clearSessionCookie(reply);
        return reply.code(204).send(null);
      },
    );
  };
}

export function accountRoutes(accounts: AccountService): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      "/api/auth/me",
      { schema: { operationId: "getAccount", tags, response: { 200: SignedIn } } },
      async (request) => ({ user: await accounts.get(principalOf(request).email) }),
    );
  };
}

function signIn(reply: FastifyReply, isHttps: boolean, { user, secret, maxAgeSeconds }: OpenedSession) {
  setSessionCookie(reply, { secret, maxAgeSeconds, isHttps });
  return reply.send({ user });
}
