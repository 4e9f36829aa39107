import { describe, expect, it } from "vitest";
import { readServerSentEvents } from "./sse.ts";

const TEXT = ': hello\r\ndata: {"a":1}\r\n\r\nid: 7\ndata: one\ndata: two\n\ndata: [DONE]\n\n';

async function read(chunks: Uint8Array[]) {
  const events = [];
  for await (const event of readServerSentEvents(ReadableStream.from(chunks))) events.push(event);
  return events;
}

describe("readServerSentEvents", () => {
  const bytes = new TextEncoder().encode(TEXT);
  const expected = [
    { data: '{"a":1}', id: null },
    { data: "one\ntwo", id: "7" },
    { data: "[DONE]", id: "7" },
  ];

  it("gives the same events wherever the bytes are cut", async () => {
    for (let cut = 0; cut <= bytes.length; cut++) {
      expect(await read([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(expected);
    }
  });

  it("gives the same events byte by byte, across multi-byte characters", async () => {
    const text = new TextEncoder().encode("data: 好 ✓\n\n");
    expect(await read([...text].map((byte) => Uint8Array.of(byte)))).toEqual([{ data: "好 ✓", id: null }]);
  });
});
