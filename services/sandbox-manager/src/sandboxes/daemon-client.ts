import type { Dispatcher, Pool } from "undici";

/** The manager's own words with the daemon of a sandbox. */
export interface DaemonClient {
  /** Resolves when it answers. */
  awaitHealth(timeoutMs: number): Promise<void>;
  setEnv(env: Record<string, string>): Promise<void>;
  /** Whether programs that are started from now on are told about the way out. */
  setEgress(isOpen: boolean): Promise<void>;
}

const CALL_TIMEOUT_MS = 10_000;

export function createDaemonClient(pool: () => Pool, controlToken: string): DaemonClient {
  async function init(values: Record<string, unknown>): Promise<void> {
    await expectEmpty(
      await pool().request({
        path: "/init",
        method: "POST",
        headers: { "content-type": "application/json", "x-control-token": controlToken },
        body: JSON.stringify(values),
        signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
      }),
    );
  }

  return {
    // Its socket listens before it runs, so one request is enough: it waits until it is taken.
    awaitHealth: async (timeoutMs) => {
      await expectEmpty(
        await pool().request({ path: "/health", method: "GET", signal: AbortSignal.timeout(timeoutMs) }),
      );
    },
    setEnv: (env) => init({ envVars: env }),
    setEgress: (isOpen) => init({ egress: isOpen }),
  };
}

async function expectEmpty({ statusCode, body }: Dispatcher.ResponseData): Promise<void> {
  const text = await body.text();
  if (statusCode !== 204) throw new Error(`the sandbox's daemon answered ${statusCode}: ${text.slice(0, 500)}`);
}
