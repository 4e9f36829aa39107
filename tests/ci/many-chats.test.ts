import type { RunEvent } from "@nexau-cloud/contracts";
import { answer, createTestUser, startFakeProvider, useTestCloud } from "@nexau-cloud/testkit";
import { afterAll, describe, expect, it } from "vitest";
import { testAgent } from "../flows/test-agent.ts";
import { mustDeploy } from "./services/must-deploy.ts";
import { countTo, idsOf, readRun, textOf } from "./services/run-stream.ts";

const CHATS = 200;
const PIECES = 50;

describe(`${CHATS} chats at once`, async () => {
  const everybodyIsThere = Promise.withResolvers<void>();
  let there = 0;
  const provider = await startFakeProvider({
    otherwise: ({ body }) => {
      if (++there === CHATS) everybodyIsThere.resolve();
      const question = JSON.stringify(body.messages).match(/question (\d+)/)?.[1];
      const pieces = Array.from({ length: PIECES }, (_, piece) => `${question}.${piece} `);
      const parts = pieces.map((text) => ({ type: "text", text }) as const);
      return answer([...parts.slice(0, 1), { type: "wait", until: everybodyIsThere.promise }, ...parts.slice(1)]);
    },
  });
  afterAll(() => provider[Symbol.asyncDispose]());
  const cloud = await useTestCloud();
  const user = await createTestUser(cloud);
  const project = await user.createProject("many");
  await user.call("PUT", `/api/projects/${project.id}/llm-config`, {
    mode: "custom",
    api_type: "openai_chat_completion",
    base_url: provider.openaiBaseUrl,
    api_key: "sk-test",
    model: "fake",
  });
  await mustDeploy(project, testAgent);

  it("stream side by side, and each gets all of its own events, once and in order", async () => {
    const chats = await Promise.all(
      countTo(CHATS).map(async (question) => {
        const chat = await project.chat(await project.createSession(), `question ${question}`);
        return { question, runId: chat.runId, events: await chat.rest() };
      }),
    );

    expect(there).toBe(CHATS);
    for (const { question, events } of chats) {
      expect(textOf(events)).toBe(
        countTo(PIECES)
          .map((piece) => `${question}.${piece - 1} `)
          .join(""),
      );
      expect(frameOf(events)).toEqual(["RUN_STARTED", "TEXT_MESSAGE_START", "TEXT_MESSAGE_END", "RUN_FINISHED"]);
    }
    const streams = await Promise.all(
      chats.map(async ({ runId, events }) => {
        const stream = readRun(cloud, { project, runId });
        return { whole: await stream.ended, events, numbered: stream.events };
      }),
    );
    for (const { whole, events, numbered } of streams) {
      expect(whole).toBe(true);
      expect(idsOf(numbered)).toEqual(countTo(events.length));
      expect(numbered.map(({ event }) => event)).toEqual(events);
    }
  });
});

const FRAME = new Set(["RUN_STARTED", "TEXT_MESSAGE_START", "TEXT_MESSAGE_END", "RUN_FINISHED", "RUN_ERROR"]);

/** What opens and closes in a stream, in its order. */
const frameOf = (events: RunEvent[]) => events.map(({ type }) => type).filter((type) => FRAME.has(type));
