import type { IncomingHttpHeaders } from "node:http";
import type { ProviderAccess, RequestTokenClaims } from "@nexau-cloud/contracts";
import type { ModelRequest, WireFormat } from "../formats/wire-format.ts";
import { createKeyMask, type KeyMask } from "./key-mask.ts";
import { modelMissing, modelNotAllowed, routeNotAllowed } from "./model-errors.ts";
import type { ProviderDirectory } from "./provider-directory.ts";
import type { Upstream, UpstreamAnswer, UpstreamRequest } from "./upstream.ts";

export interface ModelCall extends ModelRequest {
  claims: RequestTokenClaims;
  format: WireFormat;
  headers: IncomingHttpHeaders;
  keyInQuery: boolean;
  signal: AbortSignal;
}

export interface ProxiedAnswer {
  model: string;
  answer: UpstreamAnswer;
  mask: KeyMask;
  requestBytes: number;
}

export interface ModelProxy {
  call(call: ModelCall): Promise<ProxiedAnswer>;
}

export interface ModelProxyDeps {
  providers: ProviderDirectory;
  http: Upstream;
  /** Answers for providers whose base URL begins with `demo:`. */
  demo: Upstream;
}

const PASSED_ON = ["accept", "user-agent"];
/** In answers that went well the key is looked for only where it cannot be an everyday word. */
const MASKED_IN_ANSWERS = 12;
const MASKED_IN_ERRORS = 4;

/** Decides whether a run may make this call, and makes it with the real key. */
export function createModelProxy({ providers, http, demo }: ModelProxyDeps): ModelProxy {
  return {
    async call(call) {
      const model = allowedModel(call);
      const provider = await providers.of(call.claims);
      if (provider.apiType !== call.format.apiType) throw routeNotAllowed(provider.apiType);
      const request = upstreamRequest(call, provider);
      const answer = await (provider.baseUrl.startsWith("demo:") ? demo : http)(request);
      const mask = createKeyMask(provider.apiKey, answer.status >= 400 ? MASKED_IN_ERRORS : MASKED_IN_ANSWERS);
      return { model, answer, mask, requestBytes: Buffer.byteLength(request.body) };
    },
  };
}

function allowedModel({ claims, format, ...request }: ModelCall): string {
  if (claims.api_type !== format.apiType) throw routeNotAllowed(claims.api_type);
  const models = format.modelsOf(request);
  const [model] = models;
  if (!model || models.includes("")) throw modelMissing();
  if (!models.every((name) => claims.models.includes(name))) throw modelNotAllowed(claims.models);
  return model;
}

function upstreamRequest(call: ModelCall, provider: ProviderAccess): UpstreamRequest {
  const { format } = call;
  const url = format.upstreamUrl(new URL(provider.baseUrl), call);
  const headers: Record<string, string> = { "content-type": "application/json", "accept-encoding": "identity" };
  for (const name of [...PASSED_ON, ...format.headers]) {
    const value = call.headers[name];
    if (typeof value === "string") headers[name] = value;
  }
  if (provider.apiKey) format.authorize(provider.apiKey, { headers, url, keyInQuery: call.keyInQuery });
  // Written anew from what was checked: of a body that names its model twice, everybody would read another one.
  return { url, headers, body: JSON.stringify(call.body), custom: provider.custom, signal: call.signal };
}
