import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { Filesystem } from "@nexau-cloud/contracts/filesystem";
import { Process } from "@nexau-cloud/contracts/process";
import { composeFiles } from "../files/compose-files.ts";
import { sendFile } from "../files/read-file.ts";
import { receiveFiles } from "../files/upload.ts";
import { filesystemRpc } from "../filesystem/filesystem-rpc.ts";
import { applyInit } from "../init.ts";
import { createMetrics } from "../metrics.ts";
import { resolvePath } from "../paths.ts";
import { processRpc } from "../process/process-rpc.ts";
import type { ProcessTable } from "../process/process-table.ts";
import type { SandboxState } from "../sandbox-state.ts";
import { requireToken, requireTokenOrSignature } from "./access.ts";
import { HttpError, sendHttpError, sendJson } from "./http-error.ts";
import { readJsonBody } from "./json-body.ts";

type Route = (request: IncomingMessage, response: ServerResponse, query: URLSearchParams) => Promise<void> | void;

/** Everything this daemon serves, over whatever carries HTTP. */
export function createRequestHandler(state: SandboxState, processes: ProcessTable): RequestListener {
  const { accessToken } = state.settings;
  const rpc = connectNodeAdapter({
    routes: (router) => {
      router.service(Process, processRpc(processes));
      router.service(Filesystem, filesystemRpc(state));
    },
    fallback: (_request, response) => sendJson(response as ServerResponse, 404, { code: 404, message: "not found" }),
    acceptCompression: [],
  });
  const metrics = createMetrics("/");

  /** By method and exact path: a path in another spelling is another path. Each route checks who is asking. */
  const routes: Record<string, Route> = {
    "GET /health": (_request, response) => {
      response.writeHead(204).end();
    },
    "GET /files": async (request, response, query) => {
      requireTokenOrSignature(request, accessToken, query, "read");
      const user = state.user(query.get("username") ?? undefined);
      await sendFile(request, response, resolvePath(query.get("path") ?? "", user, state.defaultWorkdir));
    },
    "POST /files": async (request, response, query) => {
      requireTokenOrSignature(request, accessToken, query, "write");
      sendJson(response, 200, await receiveFiles(request, query, state));
    },
    "POST /files/compose": async (request, response) => {
      requireToken(request, accessToken);
      sendJson(response, 200, await composeFiles(await readJsonBody(request), state));
    },
    "GET /metrics": (request, response) => {
      requireToken(request, accessToken);
      sendJson(response, 200, metrics());
    },
    "GET /envs": (request, response) => {
      requireToken(request, accessToken);
      sendJson(response, 200, state.env);
    },
    "POST /init": async (request, response) => {
      await applyInit(request, state);
      response.writeHead(204).end();
    },
  };

  return (request, response) => {
    allowBrowsers(response);
    if (request.method === "OPTIONS") {
      response.writeHead(204).end();
      return;
    }
    const [path = "", query = ""] = (request.url ?? "").split("?", 2);
    const route = routes[`${request.method} ${path}`];
    if (route) {
      Promise.resolve()
        .then(() => route(request, response, new URLSearchParams(query)))
        .catch((error: unknown) => sendHttpError(response, error));
      return;
    }
    try {
      requireToken(request, accessToken);
      if (Object.keys(routes).some((name) => name.endsWith(` ${path}`))) throw new HttpError(405, "method not allowed");
      forgiveDeadline(request);
      rpc(request, response);
    } catch (error) {
      sendHttpError(response, error);
    }
  };
}

/** setTimeout's limit; what lies beyond it is as good as no deadline. */
const LONGEST_DEADLINE_MS = 2_147_483_647;

/** Zero means no deadline here, while Connect would take it for one that has passed. */
function forgiveDeadline(request: IncomingMessage): void {
  const value = request.headers["connect-timeout-ms"];
  if (typeof value !== "string" || !/^\d+$/.test(value)) return;
  if (Number(value) === 0 || Number(value) > LONGEST_DEADLINE_MS) delete request.headers["connect-timeout-ms"];
}

function allowBrowsers(response: ServerResponse): void {
  response.setHeader("access-control-allow-origin", "*");
  response.setHeader("access-control-allow-methods", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
  response.setHeader("access-control-allow-headers", "*, authorization");
  response.setHeader("access-control-expose-headers", "Location, Cache-Control, X-Content-Type-Options");
}
