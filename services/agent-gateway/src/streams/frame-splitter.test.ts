import { describe, expect, it } from "vitest";
import { createFrameSplitter } from "./frame-splitter.ts";

const stream = Buffer.from('id: 1\ndata: {"a":"é"}\n\n: keep-alive\n\nid: 22\ndata: {"b":1}\n\n');

function split(cuts: number[], keepIds: boolean) {
  const splitter = createFrameSplitter({ after: 0, keepIds });
  const out: Buffer[] = [];
  let start = 0;
  for (const cut of [...cuts, stream.length]) {
    out.push(...splitter.push(stream.subarray(start, cut)));
    start = cut;
  }
  return { text: Buffer.concat(out).toString(), lastId: splitter.lastId };
}

describe("frame splitter", () => {
  it("gives the same frames wherever the chunks end", () => {
    const without = 'data: {"a":"é"}\n\n: keep-alive\n\ndata: {"b":1}\n\n';
    for (let one = 0; one <= stream.length; one++) {
      for (let two = one; two <= stream.length; two++) {
        expect(split([one, two], false)).toEqual({ text: without, lastId: 22 });
        expect(split([one, two], true)).toEqual({ text: stream.toString(), lastId: 22 });
      }
    }
  });

  it("holds a part of a frame back, and does not count its id", () => {
    const splitter = createFrameSplitter({ after: 7, keepIds: false });
    expect(splitter.push(Buffer.from("id: 8\ndata: x"))).toEqual([]);
    expect(splitter.lastId).toBe(7);
  });
});
