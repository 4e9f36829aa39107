import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { alternate } from "../measure/alternate.ts";
import type { Figure } from "../measure/figure.ts";
import { startBenchCloud } from "../setup/bench-cloud.ts";
import { deleteSandbox, runInSandbox } from "../setup/sandbox-command.ts";

/** A sandbox that is not there yet, made, and the result of the first command in it. */
export const sandboxFirstCommand: Figure = {
  name: "sandbox-first-command",
  async measure() {
    await using cloud = await startBenchCloud();
    const access = { managerUrl: cloud.sandboxManagerUrl, serviceToken: await cloud.serviceToken() };

    async function cold(): Promise<number> {
      const sessionId = `sess_${randomUUID()}`;
      const start = performance.now();
      const exitCode = await runInSandbox({ ...access, sessionId, command: "true" });
      const elapsed = performance.now() - start;
      if (exitCode !== 0) throw new Error(`true ended with ${exitCode}`);
      await deleteSandbox({ ...access, sessionId });
      return elapsed;
    }

    const warmSession = `sess_${randomUUID()}`;
    async function warm(): Promise<number> {
      const start = performance.now();
      await runInSandbox({ ...access, sessionId: warmSession, command: "true" });
      return performance.now() - start;
    }

    const measured = await alternate({
      rounds: 4,
      samples: 10,
      warmUp: 3,
      kinds: { cold, warm, bwrap: plainBubblewrap },
    });
    await deleteSandbox({ ...access, sessionId: warmSession });
    const limit = { what: "bwrap true", value: measured.bwrap };
    return [
      {
        what: "new sandbox and its first command",
        unit: "ms",
        ours: measured.cold,
        limit,
        goal: "under 200 ms (median)",
      },
      { what: "another command in a sandbox", unit: "ms", ours: measured.warm, limit },
    ];
  },
};

async function plainBubblewrap(): Promise<number> {
  const start = performance.now();
  const child = spawn(
    "bwrap",
    ["--unshare-all", "--die-with-parent", "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev", "true"],
    { stdio: "ignore" },
  );
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`bwrap ended with ${code}`);
  return performance.now() - start;
}
