import type { RunEvent } from "@nexau-cloud/contracts";
import type { TestProject } from "@nexau-cloud/testkit";

export interface NumberedEvent {
  id: number;
  event: RunEvent;
}

export interface RunStream {
  /** What has come so far. */
  events: NumberedEvent[];
  /** Resolves when no more comes: whether it ended in order, with [DONE]. */
  ended: Promise<boolean>;
}

/** Attaches to a run and reads on in the background. */
export function readRun(
  cloud: { url: string },
  { project, runId, after = 0 }: { project: TestProject; runId: string; after?: number },
): RunStream {
  const events: NumberedEvent[] = [];
  const authorization = `AKSK ${project.accessKey}:${project.secretKey}`;
  const read = async (): Promise<boolean> => {
    const address = `${cloud.url}/agent-api/runs/${runId}/events?after=${after}`;
    const response = await fetch(address, { headers: { authorization } });
    let rest = "";
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const frames = (rest + chunk).split("\n\n");
      rest = frames.pop() ?? "";
      for (const frame of frames) {
        if (frame === "data: [DONE]") return true;
        const [, id, json] = /^id: (\d+)\ndata: (.*)$/s.exec(frame) ?? [];
        if (id && json) events.push({ id: Number(id), event: JSON.parse(json) as RunEvent });
      }
    }
    return false;
  };
  return { events, ended: read().catch(() => false) };
}

export const idsOf = (events: NumberedEvent[]) => events.map(({ id }) => id);

export const countTo = (length: number) => Array.from({ length }, (_, index) => index + 1);

export const textOf = (events: RunEvent[]) =>
  events.map((event) => (event.type === "TEXT_MESSAGE_CONTENT" ? event.delta : "")).join("");

/** What the tools of a run gave back. */
export const resultsOf = (events: RunEvent[]) =>
  events.flatMap((event) => (event.type === "TOOL_CALL_RESULT" ? [event.content] : []));
