import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { AppendEvents, AppendHistory, EndRun, type Message, type RunEvent } from "@nexau-cloud/contracts";
import { z } from "zod";

type Report = "events" | "history" | "lease" | "end";

/** How the next report of a kind is met; without one it is taken and acknowledged. */
export type Mishap =
  /** Refused with a problem document. */
  | { kind: "refuse"; status: number; code: string }
  /** Taken, but the answer gets lost. */
  | { kind: "lose-answer" }
  /** The connection breaks before anything is read. */
  | { kind: "break" }
  /** Taken when this resolves. */
  | { kind: "wait"; until: Promise<unknown> };

export interface FakeSessionManager extends AsyncDisposable {
  url: string;
  events: RunEvent[];
  /** By id, in the order in which they came first. */
  history: Message[];
  /** What was appended by each report of history: ids of messages, and the iterations reported with it. */
  historyReports: { messages: Message[]; completedIterations: number }[];
  ends: EndRun[];
  batches: number[];
  leases: number;
  tokens: string[];
  traces: unknown[];
  /** Answers from now on say that a stop was asked for. */
  requestStop(): void;
  /** The next answer carries a new token. */
  giveToken(token: string): void;
  next(report: Report, ...mishaps: Mishap[]): void;
  /** Resolves as soon as the condition holds after a report. */
  until(condition: (fake: FakeSessionManager) => boolean): Promise<void>;
}

/** The session manager as a run sees it, and the trace intake beside it: real HTTP, the same rules on sequence numbers. */
export async function startFakeSessionManager(): Promise<FakeSessionManager> {
  const mishaps: Record<Report, Mishap[]> = { events: [], history: [], lease: [], end: [] };
  let waiters: { condition: (fake: FakeSessionManager) => boolean; resolve: () => void }[] = [];
  let stopRequested = false;
  let requestToken: string | null = null;

  const server = createServer((request, response) => {
    serve(request, response).catch((error) => response.destroy(error));
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await jsonOf(request);
    if (request.url?.startsWith("/api/public/otel")) {
      fake.traces.push(body);
      notify();
      return sendJson(response, 200, {});
    }
    const report = z.enum(["events", "history", "lease", "end"]).parse(request.url?.split("/").at(-1));
    fake.tokens.push(request.headers.authorization ?? "");
    const mishap = mishaps[report].shift();
    if (mishap?.kind === "break") return void response.destroy();
    if (mishap?.kind === "refuse") return sendProblem(response, mishap);
    if (mishap?.kind === "wait") await mishap.until;
    take(report, body);
    if (mishap?.kind === "lose-answer") response.destroy();
    else sendJson(response, 200, { stopRequested, force: false, requestToken });
    requestToken = null;
    notify();
  }

  function take(report: Report, body: unknown): void {
    if (report === "events") takeEvents(AppendEvents.parse(body));
    else if (report === "history") takeHistory(AppendHistory.parse(body));
    else if (report === "end") fake.ends.push(EndRun.parse(body));
    else fake.leases++;
  }

  function takeEvents({ events }: AppendEvents): void {
    fake.batches.push(events.length);
    for (const { sequence, event } of events) {
      if (sequence <= fake.events.length) continue;
      if (sequence !== fake.events.length + 1) throw new Error(`gap before ${sequence}`);
      fake.events.push(event);
    }
  }

  function takeHistory({ messages, completedIterations }: AppendHistory): void {
    fake.historyReports.push({ messages, completedIterations });
    for (const message of messages) {
      const known = fake.history.findIndex(({ id }) => id === message.id);
      if (known < 0) fake.history.push(message);
      else fake.history[known] = message;
    }
  }

  function notify(): void {
    const met = waiters.filter(({ condition }) => condition(fake));
    waiters = waiters.filter((waiter) => !met.includes(waiter));
    for (const { resolve } of met) resolve();
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const fake: FakeSessionManager = {
    url: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
    events: [],
    history: [],
    historyReports: [],
    ends: [],
    batches: [],
    leases: 0,
    tokens: [],
    traces: [],
    requestStop: () => {
      stopRequested = true;
    },
    giveToken: (token) => {
      requestToken = token;
    },
    next: (report, ...list) => {
      mishaps[report].push(...list);
    },
    until: (condition) =>
      condition(fake)
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiters.push({ condition, resolve });
          }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return fake;
}

async function jsonOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString("utf8"));
}

function sendJson(response: ServerResponse, status: number, body: unknown, type = "application/json"): void {
  response.writeHead(status, { "content-type": type }).end(JSON.stringify(body));
}

function sendProblem(response: ServerResponse, { status, code }: { status: number; code: string }): void {
  sendJson(
    response,
    status,
    { type: "about:blank", title: code, status, detail: code, code },
    "application/problem+json",
  );
}
