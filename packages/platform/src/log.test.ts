import { describe, expect, it } from "vitest";
import { ServiceError } from "./errors.ts";
import { createLogger } from "./log.ts";

/** Logs with `write`, and gives the lines. */
function linesOf(write: (log: ReturnType<typeof createLogger>) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  write(createLogger("tester", { level: "info", destination: { write: (line) => void lines.push(line) } }));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe("a log line", () => {
  it("tells of an error its type, message, stack and code, down its causes, and nothing of what hangs on it", () => {
    const refused = Object.assign(new TypeError("no answer"), { code: "ECONNREFUSED", client: { password: "s3cret" } });
    const error = new ServiceError("unavailable", "database_down", "The database does not answer.", { cause: refused });

    const [line] = linesOf((log) => log.error({ err: error }, "a request failed"));

    expect(line?.err).toEqual({
      type: "ServiceError",
      message: "The database does not answer.",
      stack: expect.stringContaining("log.test.ts"),
      code: "database_down",
      cause: {
        type: "TypeError",
        message: "no answer",
        stack: expect.stringContaining("log.test.ts"),
        code: "ECONNREFUSED",
      },
    });
    expect(JSON.stringify(line)).not.toContain("s3cret");
  });

  it("is written of an error that is its own cause, and of a thing that is none", () => {
    const circle = new Error("round");
    circle.cause = circle;

    const [first, second, third] = linesOf((log) => {
      log.error({ err: circle }, "x");
      log.error({ err: "plain" }, "x");
      log.error({ err: { password: "s3cret" } }, "x");
    });

    expect(first?.err).toMatchObject({ message: "round", cause: { message: "round" } });
    expect(second?.err).toEqual({ type: "string", message: "plain" });
    expect(third?.err).toEqual({ type: "object", message: "" });
  });

  it("names the service once", () => {
    const lines: string[] = [];
    createLogger("tester", { level: "info", destination: { write: (line) => void lines.push(line) } }).info("ready");

    expect(lines[0]?.match(/"service":/g)).toHaveLength(1);
  });
});
