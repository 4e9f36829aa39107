import createClient, { type Client } from "openapi-fetch";
import { ApiError } from "./api-error.ts";
import type { paths } from "./control-plane.gen.ts";

export interface CloudClientOptions {
  /** Base URL of the cloud, such as `http://localhost:8080`. */
  baseUrl: string;
  /** A personal access token; absent for register and login. */
  token?: string | undefined;
  /** Value of a Cookie header, for the step between logging in and having a token. */
  cookie?: string | undefined;
}

export type CloudClient = Client<paths>;

/** The control plane: projects, versions, keys. Failed answers are thrown as `ApiError`, so `data` is there. */
export function createCloudClient({ baseUrl, token, cookie }: CloudClientOptions): CloudClient {
  const client = createClient<paths>({
    baseUrl: baseUrl.replace(/\/$/, ""),
    headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...(cookie ? { cookie } : {}) },
  });
  client.use({
    async onResponse({ response }) {
      if (!response.ok) throw await ApiError.fromResponse(response);
    },
  });
  return client;
}

/** The body of an answer that has one. */
export async function bodyOf<Data>(answer: Promise<{ data?: Data }>): Promise<NonNullable<Data>> {
  const { data } = await answer;
  if (data === undefined || data === null) throw new Error("the server answered without a body");
  return data;
}
