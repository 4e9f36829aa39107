/**
 * A model provider that answers at once, in a process of its own. The model's name says what: `chunks-<n>` is a text of n
 * numbered chunks; `together-<streams>-<n>` begins likewise, and goes on when so many streams have begun.
 */
import { answer, type FakePart, type FakeReply, startFakeProvider } from "@nexau-cloud/testkit";

const waiting: (() => void)[] = [];

const provider = await startFakeProvider({ record: false, otherwise: ({ model }) => replyOf(model) });
console.log(`ready at ${provider.url}`);

function replyOf(model: string): FakeReply {
  const [, single] = /^chunks-(\d+)$/.exec(model) ?? [];
  if (single) return answer(chunks(0, Number(single)));
  const [, streams, count] = /^together-(\d+)-(\d+)$/.exec(model) ?? [];
  const gate = whenAllAreThere(Number(streams));
  return answer([...chunks(0, 1), { type: "wait", until: gate }, ...chunks(1, Number(count))]);
}

function whenAllAreThere(streams: number): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    if (waiting.length >= streams) for (const go of waiting.splice(0)) go();
  });
}

function chunks(from: number, to: number): FakePart[] {
  return Array.from({ length: to - from }, (_, index) => ({ type: "text", text: `${from + index} ` }));
}
