import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { isSameProcess, processIdentity } from "../bubblewrap/process-identity.ts";
import { type DaemonDoor, openDaemonDoor } from "./daemon-door.ts";
import { type DockerEngine, isRefusal } from "./engine.ts";
import { collectFirstWords } from "./first-words.ts";
import { killProcess } from "./runtime-processes.ts";

/** A container that was started for a sandbox. */
export interface Container {
  readonly id: string;
  readonly door: DaemonDoor;
  /** Ends its first process, and so all of them, without the engine. */
  killFirst(): void;
  /** Resolves with how, when its processes are gone and the engine has forgotten it, or is away. Never rejects. */
  readonly gone: Promise<string>;
}

export interface StartOptions {
  /** What `POST /containers/create` takes. */
  request: unknown;
  /** What the daemon reads on its standard input, in one line. The input stays open: its end is the daemon's. */
  settings: string;
  /** Where its socket appears on the host. */
  socketPath: string;
  timeoutMs: number;
}

const Created = z.object({ Id: z.string() });
const Inspected = z.object({ State: z.object({ Pid: z.number() }) });
const Waited = z.object({ StatusCode: z.number() });

/** How often it is looked at while the engine is away. */
const ENGINE_PAUSE_MS = 500;
/** The same, once it has been killed. */
const KILLED_PAUSE_MS = 10;
const REMOVE_TIMEOUT_MS = 5_000;

/** Resolves once the daemon takes connections; otherwise nothing is left of the container. */
export async function startContainer(engine: DockerEngine, options: StartOptions): Promise<Container> {
  const { Id: id } = Created.parse(await engine.call("POST", "/containers/create", { json: options.request }));
  let firstWords = () => "";
  try {
    const streams = await engine.attach(id);
    firstWords = collectFirstWords(streams);
    try {
      const timeout = AbortSignal.timeout(options.timeoutMs);
      const first: FirstProcess = { identity: undefined, killed: new AbortController() };
      const gone = untilGone(engine, id, first);
      await engine.call("POST", `/containers/${id}/start`);
      first.identity = await firstProcess(engine, id);
      streams.write(`${options.settings}\n`);
      const tooSoon = new AbortController();
      void gone.then((how) => {
        tooSoon.abort(new Error(`it ${how}`));
        streams.destroy();
      });
      const door = await openDaemonDoor(options.socketPath, AbortSignal.any([timeout, tooSoon.signal]));
      return { id, door, gone, killFirst: () => killFirst(first) };
    } catch (error) {
      streams.destroy();
      throw error;
    }
  } catch (error) {
    await removeContainer(engine, id).catch(() => undefined);
    throw new Error(`a container did not become a sandbox: ${firstWords()}`, { cause: error });
  }
}

interface FirstProcess {
  /** Undefined until it runs. */
  identity: string | undefined;
  /** Aborted when this manager has killed it. */
  killed: AbortController;
}

function killFirst({ identity, killed }: FirstProcess): void {
  if (identity !== undefined) killProcess(identity);
  killed.abort();
}

/** Ends and removes it; nothing there is fine. */
export async function removeContainer(engine: DockerEngine, id: string): Promise<void> {
  try {
    const signal = AbortSignal.timeout(REMOVE_TIMEOUT_MS);
    await engine.call("DELETE", `/containers/${id}?force=true&v=true`, { signal });
  } catch (error) {
    // Conflict: it is being removed already, as it ended by itself.
    if (!isRefusal(error, 404, 409)) throw error;
  }
}

/**
 * The engine may be away for a while, or for good, or hang: what runs in the container does not depend on it, so its first
 * process tells then.
 */
async function untilGone(engine: DockerEngine, id: string, first: FirstProcess): Promise<string> {
  const { signal } = first.killed;
  for (;;) {
    try {
      const answer = await engine.call("POST", `/containers/${id}/wait?condition=removed`, { signal });
      return `ended with ${Waited.parse(answer).StatusCode}`;
    } catch (error) {
      if (isRefusal(error, 404)) return "is no more";
      if (first.identity === undefined || !isSameProcess(first.identity)) return "ended while the engine was away";
      await delay(signal.aborted ? KILLED_PAUSE_MS : ENGINE_PAUSE_MS);
    }
  }
}

async function firstProcess(engine: DockerEngine, id: string): Promise<string | undefined> {
  const { State } = Inspected.parse(await engine.call("GET", `/containers/${id}/json`));
  return State.Pid === 0 ? undefined : processIdentity(State.Pid);
}
