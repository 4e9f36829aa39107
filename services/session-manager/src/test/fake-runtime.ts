import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type {
  AppendHistory,
  EndRun,
  LeaseState,
  Message,
  Run,
  RunAssignment,
  RunEvent,
  SessionState,
} from "@nexau-cloud/contracts";
import type { Platform } from "@nexau-cloud/platform";
import { noUsage } from "../runs/run.ts";

export interface FakeRuntime extends AsyncDisposable {
  id: string;
  /** The next run that is handed over. */
  next(): Promise<HeldRun>;
  /** From now on it answers new runs with this status. */
  refuse(status: number, code: string): void;
  /** From now on it takes new runs again. */
  accept(): void;
  unregister(): Promise<void>;
}

/** A registered agent runtime, over real HTTP, that does with its runs what the test says. */
export async function startFakeRuntime(
  platform: Platform,
  sessionManagerUrl: () => string,
  lane: string | null = null,
) {
  const taken: HeldRun[] = [];
  const waiting: ((run: HeldRun) => void)[] = [];
  let refusal: { status: number; code: string } | undefined;

  const server = createServer(async (request, response) => {
    const body = await text(request);
    response.setHeader("content-type", "application/json");
    if (refusal) {
      const { status, code } = refusal;
      response.writeHead(status).end(JSON.stringify({ type: "about:blank", title: code, status, detail: code, code }));
      return;
    }
    const run = holdRun(sessionManagerUrl(), JSON.parse(body));
    response.writeHead(202).end('{"accepted":true}');
    const waiter = waiting.shift();
    if (waiter) waiter(run);
    else taken.push(run);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const id = platform.newId("rt");
  const registration = await platform.discovery.register({
    id,
    service: "agent-runtime",
    url: `http://127.0.0.1:${port}`,
    lane,
  });

  const runtime: FakeRuntime = {
    id,
    next: () => {
      const run = taken.shift();
      return run ? Promise.resolve(run) : new Promise((resolve) => waiting.push(resolve));
    },
    refuse: (status, code) => {
      refusal = { status, code };
    },
    accept: () => {
      refusal = undefined;
    },
    unregister: () => registration.stop(),
    [Symbol.asyncDispose]: async () => {
      await registration.stop();
      server.closeAllConnections();
      server.close();
    },
  };
  return runtime;
}

export type HeldRun = ReturnType<typeof holdRun>;

/** A run in the hands of a fake runtime, with the reports it can make. */
function holdRun(url: string, assignment: RunAssignment) {
  const { run, requestToken } = assignment;
  let sequence = assignment.nextSequence;

  async function post<Answer>(report: string, body: object, token = requestToken): Promise<Answer> {
    const response = await fetch(`${url}/runs/${run.id}/${report}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ attempt: run.attempt, ...body }),
    });
    const answer = (await response.json()) as Answer & { code?: string };
    if (!response.ok) throw Object.assign(new Error(answer.code), { status: response.status, code: answer.code });
    return answer;
  }

  return {
    assignment,
    /** Reports events with the next sequence numbers. */
    emit: (...events: RunEvent[]) => {
      const numbered = events.map((event) => ({ sequence: sequence++, event }));
      return post<LeaseState>("events", { events: numbered });
    },
    emitAt: (at: number, event: RunEvent) => post<LeaseState>("events", { events: [{ sequence: at, event }] }),
    report: (events: { sequence: number; event: unknown }[]) => post<LeaseState>("events", { events }),
    history: (messages: Message[], rest: Partial<AppendHistory> = {}) =>
      post<LeaseState>("history", { messages, completedIterations: 0, ...rest }),
    renew: (token?: string) => post<LeaseState>("lease", {}, token),
    end: (rest: Partial<EndRun> = {}) =>
      post<Run>("end", {
        state: "finished",
        stopReason: "completed",
        result: "done",
        error: null,
        usage: noUsage,
        sessionState: assignment.sessionState satisfies SessionState,
        ...rest,
      }),
  };
}
