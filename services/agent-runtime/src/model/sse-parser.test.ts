import { describe, expect, it } from "vitest";
import { createSseParser } from "./sse-parser.ts";

const STREAM =
  ': hello\r\nevent: message\ndata: {"a":"ö"}\n\ndata:first\r\ndata: second\r\n\r\nid: 7\rdata\r\rdata: [DONE]\n\n';
const EVENTS = ['{"a":"ö"}', "first\nsecond", "", "[DONE]"];

describe("SSE parser", () => {
  it("reads events split at any byte, with any line end", () => {
    const bytes = Buffer.from(STREAM);
    for (let cut = 0; cut <= bytes.length; cut++) {
      const parser = createSseParser();
      expect([...parser.push(bytes.subarray(0, cut)), ...parser.push(bytes.subarray(cut))]).toEqual(EVENTS);
    }
    const parser = createSseParser();
    expect([...bytes].flatMap((byte) => parser.push(Uint8Array.of(byte)))).toEqual(EVENTS);
  });

  it("refuses a line that is no field", () => {
    expect(() => createSseParser().push(Buffer.from("<html>\n"))).toThrow("not readable");
  });
});
