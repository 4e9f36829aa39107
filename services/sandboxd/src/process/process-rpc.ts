import { create } from "@bufbuild/protobuf";
import { Code, ConnectError, type HandlerContext, type ServiceImpl } from "@connectrpc/connect";
import {
  type Process,
  type ProcessEvent,
  ProcessEventSchema,
  type ProcessInput,
  type ProcessSelector,
  Signal,
} from "@nexau-cloud/contracts/process";
import { keepAliveOf, orKeepAlive } from "../keep-alive.ts";
import { basicUser } from "../sandbox-state.ts";
import type { OutputChunk } from "./output-channel.ts";
import type { ProcessExit } from "./process-exit.ts";
import type { ProcessTable, TrackedProcess } from "./process-table.ts";

/** `process.Process` as E2B's clients speak it. */
export function processRpc(table: ProcessTable): ServiceImpl<typeof Process> {
  return {
    list: () => ({
      processes: table.running().map(({ pid, request }) => ({
        pid,
        config: { cmd: request.cmd, args: request.args, envs: request.envs, ...optional("cwd", request.cwd) },
        ...optional("tag", request.tag),
      })),
    }),

    async *start(request, context) {
      const { process: config, pty } = request;
      if (!config?.cmd) throw new ConnectError("the process has no cmd", Code.InvalidArgument);
      const started = await table.start({
        cmd: config.cmd,
        args: config.args,
        envs: config.envs,
        cwd: config.cwd,
        user: basicUser(context.requestHeader.get("authorization")),
        tag: request.tag,
        stdin: request.stdin ?? true,
        terminal: pty ? { columns: pty.size?.cols || 80, rows: pty.size?.rows || 24 } : undefined,
      });
      // The deadline is the process's, and holds when the caller has long gone away, which alone ends nothing.
      const timeoutMs = context.timeoutMs();
      if (timeoutMs !== undefined) {
        const alarm = setTimeout(started.kill, Math.max(timeoutMs, 0));
        void started.ended.then(() => clearTimeout(alarm));
      }
      for await (const event of follow(started, context)) yield { event };
    },

    async *connect(request, context) {
      for await (const event of follow(table.find(selectorOf(request.process)), context)) yield { event };
    },

    update: ({ process: selector, pty }) => {
      const found = table.find(selectorOf(selector));
      if (pty?.size) found.resize(pty.size.cols, pty.size.rows);
      return {};
    },

    async streamInput(requests) {
      let target: TrackedProcess | undefined;
      for await (const { event } of requests) {
        if (event.case === "start") target = table.find(selectorOf(event.value.process));
        if (event.case !== "data") continue;
        if (!target) throw new ConnectError("the first message has to be start", Code.InvalidArgument);
        await send(target, event.value.input);
      }
      return {};
    },

    async sendInput({ process: selector, input }) {
      await send(table.find(selectorOf(selector)), input);
      return {};
    },

    sendSignal: ({ process: selector, signal }) => {
      const found = table.find(selectorOf(selector));
      if (found.exit) throw new ConnectError(`process with pid ${found.pid} not found`, Code.NotFound);
      if (signal === Signal.SIGKILL) found.kill();
      else if (signal === Signal.SIGTERM) found.terminate();
      else throw new ConnectError(`signal ${signal} is not supported`, Code.Unimplemented);
      return {};
    },

    closeStdin: ({ process: selector }) => {
      table.find(selectorOf(selector)).closeInput();
      return {};
    },
  };
}

async function send(target: TrackedProcess, input: ProcessInput | undefined): Promise<void> {
  const wanted = target.kind === "terminal" ? "pty" : "stdin";
  if (!input?.input.case) throw new ConnectError("the input is empty", Code.InvalidArgument);
  if (input.input.case !== wanted) {
    throw new ConnectError(`the process takes ${wanted}, not ${input.input.case}`, Code.Internal);
  }
  await target.write(input.input.value);
}

/** start, data..., end; keep-alives while nothing is written. */
async function* follow(target: TrackedProcess, context: HandlerContext): AsyncGenerator<ProcessEvent> {
  const { signal } = context;
  const output = target.output.subscribe(signal);
  // Asked for before `start` is sent, so that nothing written meanwhile is missed.
  let next = output.next();
  const keepAliveMs = keepAliveOf(context);
  try {
    yield create(ProcessEventSchema, { event: { case: "start", value: { pid: target.pid } } });
    for (;;) {
      const turn = await orKeepAlive(next, keepAliveMs);
      if (turn === "keepalive") {
        yield create(ProcessEventSchema, { event: { case: "keepalive", value: {} } });
      } else if (!turn.done) {
        next = output.next();
        yield toDataEvent(turn.value);
      } else {
        if (!turn.value) throw signal.reason;
        yield toEndEvent(turn.value);
        return;
      }
    }
  } finally {
    void output.return(undefined).catch(() => undefined);
  }
}

function toDataEvent({ kind, data }: OutputChunk): ProcessEvent {
  return create(ProcessEventSchema, { event: { case: "data", value: { output: { case: kind, value: data } } } });
}

function toEndEvent({ exitCode, exited, status, error }: ProcessExit): ProcessEvent {
  return create(ProcessEventSchema, {
    event: { case: "end", value: { exitCode, exited, status, ...optional("error", error) } },
  });
}

function selectorOf(selector: ProcessSelector | undefined): { pid: number } | { tag: string } {
  if (selector?.selector.case === "pid") return { pid: selector.selector.value };
  if (selector?.selector.case === "tag") return { tag: selector.selector.value };
  throw new ConnectError("a process is named by pid or tag", Code.InvalidArgument);
}

function optional<Name extends string, Value>(name: Name, value: Value | undefined) {
  return (value === undefined ? {} : { [name]: value }) as { [Key in Name]?: Value };
}
