import { ServiceError } from "@nexau-cloud/platform";
import Fastify from "fastify";
import { describe, expect, it } from "vitest";
import { requireOwnSession } from "./own-session.ts";

const claims = { session_id: "session-1", project_id: "project-1" };

describe("who may have a session's sandbox", async () => {
  const app = Fastify();
  app.setErrorHandler((error, _request, reply) => {
    const { status, reason } = ServiceError.from(error);
    return reply.code(status).send({ reason });
  });
  const check = requireOwnSession({
    serviceOnly: async (request) => {
      if (request.headers.authorization !== "Bearer service")
        throw new ServiceError("unauthenticated", "service_token_invalid", "");
    },
    requestTokens: {
      verify: async (token, scope) => {
        if (token !== "good.request.token" || scope !== "sandbox")
          throw new ServiceError("unauthenticated", "request_token_invalid", "");
        return claims as never;
      },
    },
  });
  app.addHook("preHandler", check);
  app.put("/sessions/:sessionId/sandbox", async () => "ok");
  app.delete("/sessions/:sessionId/sandbox", async () => "ok");
  const ask = async (token: string, sessionId: string, projectId: string, method: "PUT" | "DELETE" = "PUT") => {
    const url = `/sessions/${sessionId}/sandbox${method === "DELETE" ? `?projectId=${projectId}` : ""}`;
    const payload = method === "PUT" ? { payload: { projectId } } : {};
    return (await app.inject({ method, url, headers: { authorization: `Bearer ${token}` }, ...payload })).statusCode;
  };

  it("our own services, for any", async () => {
    expect(await ask("service", "session-2", "project-2")).toBe(200);
  });

  it("a run, for its own session and project only", async () => {
    for (const method of ["PUT", "DELETE"] as const) {
      expect(await ask("good.request.token", "session-1", "project-1", method)).toBe(200);
      expect(await ask("good.request.token", "session-2", "project-1", method)).toBe(404);
      expect(await ask("good.request.token", "session-1", "project-2", method)).toBe(404);
    }
  });

  it("nobody else", async () => {
    for (const token of ["", "wrong", "bad.request.token"])
      expect(await ask(token, "session-1", "project-1")).toBe(401);
  });
});
