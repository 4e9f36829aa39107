import type { IncomingMessage } from "node:http";
import { sameText } from "./http/access.ts";
import { HttpError } from "./http/http-error.ts";
import { readJsonBody } from "./http/json-body.ts";
import type { SandboxState } from "./sandbox-state.ts";
import { readEnv } from "./settings.ts";

/**
 * `POST /init`: what the manager changes while the sandbox runs. It shows the control token, which nobody outside of the
 * manager has, so that a way around the proxy's closed path would still end here.
 */
export async function applyInit(request: IncomingMessage, state: SandboxState): Promise<void> {
  const token = request.headers["x-control-token"];
  if (typeof token !== "string" || !sameText(token, state.settings.controlToken)) {
    throw new HttpError(401, "this route is for the sandbox manager");
  }
  const body = await readJsonBody(request);
  const fields = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  if (fields.envVars !== undefined) state.env = readEnv(fields.envVars);
  if (typeof fields.defaultUser === "string" && fields.defaultUser) state.defaultUser = fields.defaultUser;
  if (typeof fields.egress === "boolean") state.egress = fields.egress;
  if (typeof fields.defaultWorkdir === "string") state.defaultWorkdir = fields.defaultWorkdir || null;
}
