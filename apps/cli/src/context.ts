import { type AgentClient, type CloudClient, createAgentClient, createCloudClient } from "@nexau-cloud/sdk";
import { UsageError } from "./cli-error.ts";
import type { CredentialStore, KeyPair } from "./credentials.ts";
import type { Output } from "./terminal/output.ts";
import type { Prompt } from "./terminal/prompt.ts";

/** What every command gets: the cloud it talks to, who is asking, and where to print. */
export interface Context {
  baseUrl: string;
  token: string | undefined;
  credentials: CredentialStore;
  output: Output;
  prompt: Prompt;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
  /** Calls `handler` on Ctrl-C instead of ending the program, until disposed. */
  onInterrupt(handler: () => void): Disposable;
  environment: Record<string, string | undefined>;
  stdin: NodeJS.ReadStream;
}

export function anonymousClient(context: Context): CloudClient {
  return createCloudClient({ baseUrl: context.baseUrl });
}

/** The control plane in the name of whoever logged in. */
export function cloudClient(context: Context): CloudClient {
  if (!context.token) {
    throw new UsageError(`You are not logged in at ${context.baseUrl}. Run: nexau-cloud login`);
  }
  return createCloudClient({ baseUrl: context.baseUrl, token: context.token });
}

export function agentClient(context: Context, keys: KeyPair): AgentClient {
  return createAgentClient({ baseUrl: context.baseUrl, accessKey: keys.access_key, secretKey: keys.secret_key });
}
