import { join } from "node:path";
import { startChild } from "./child-process.ts";

export interface InstantProvider extends AsyncDisposable {
  /** For OpenAI's clients. */
  baseUrl: string;
}

export async function startInstantProvider(): Promise<InstantProvider> {
  const child = await startChild([join(import.meta.dirname, "../instant-provider.ts")], { ready: /^ready at/ });
  return {
    baseUrl: `${child.readyLine.replace("ready at ", "").trim()}/v1`,
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  };
}
