import { describe, expect, it } from "vitest";
import { childSpan, formatTraceparent, parseTraceparent } from "./trace-context.ts";

const traceId = "0af7651916cd43dd8448eb211c80319c";
const spanId = "b7ad6b7169203331";

describe("trace context", () => {
  it("reads and writes a traceparent", () => {
    const header = `00-${traceId}-${spanId}-01`;
    expect(parseTraceparent(header)).toEqual({ traceId, spanId, flags: "01" });
    expect(formatTraceparent({ traceId, spanId, flags: "01" })).toBe(header);
  });

  it("reads what later versions add", () => {
    expect(parseTraceparent(`01-${traceId}-${spanId}-01-more`)).toEqual({ traceId, spanId, flags: "01" });
  });

  it.each([
    undefined,
    "",
    "00",
    `00-${traceId}-${spanId}`,
    `ff-${traceId}-${spanId}-01`,
    `00-${traceId}-${spanId}-01-more`,
    `00-${"0".repeat(32)}-${spanId}-01`,
    `00-${traceId}-${"0".repeat(16)}-01`,
    `00-${traceId.toUpperCase()}-${spanId}-01`,
    `00-${traceId}-${spanId}-01\n`,
    `00-${traceId}x-${spanId}-01`,
  ])("treats %j as absent", (header) => {
    expect(parseTraceparent(header)).toBeNull();
  });

  it("keeps the trace and changes the span from hop to hop", () => {
    const parent = { traceId, spanId, flags: "01" };
    const [first, second] = [childSpan(parent), childSpan(parent)];
    expect(first).toMatchObject({ traceId, flags: "01" });
    expect(new Set([spanId, first.spanId, second.spanId]).size).toBe(3);
    expect(childSpan(null).traceId).not.toBe(childSpan(null).traceId);
  });
});
