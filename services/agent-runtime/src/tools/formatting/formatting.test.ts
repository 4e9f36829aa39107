import { describe, expect, it } from "vitest";
import { formatResult } from "./format-result.ts";

const format = (formatter: string, toolOutput: Record<string, unknown>) =>
  formatResult(formatter, { toolName: "find", toolInput: {}, toolOutput, toolCallId: "c1", isError: false }, () =>
    Promise.reject(new Error("no such formatter")),
  );

describe("the markdown formatter", () => {
  it.each([
    ["a lone result", { result: "text" }, "text"],
    ["a lone content", { content: "text", returnDisplay: { secret: 1 } }, "text"],
    ["a list", { result: [1, { a: "ä" }] }, '[1, {"a": "ä"}]'],
    ["a number", { result: 3 }, "3"],
    ["nothing", {}, ""],
  ])("shows %s bare", async (_name, output, expected) => {
    expect(await format("markdown", output)).toBe(expected);
  });

  it("puts everything else under headings, the body last", async () => {
    const output = {
      status: "success",
      ok: true,
      none: null,
      rows: [1],
      note: "a\nb",
      content: "the body",
      nested: { returnDisplay: "x", kept: 1 },
    };
    expect(await format("markdown", output)).toBe(
      [
        "## Tool Result",
        "",
        "### Metadata",
        "- `status`: success",
        "- `ok`: true",
        "- `rows`:",
        "  [",
        "    1",
        "  ]",
        "- `note`:",
        "  a",
        "  b",
        "- `nested`:",
        "  {",
        '    "kept": 1',
        "  }",
        "",
        "### Body (`content`)",
        "the body",
      ].join("\n"),
    );
  });

  it("takes an error's text for the body of a failure", async () => {
    expect(await format("markdown", { error: "boom", result: "r" })).toContain("### Body (`error`)\nboom");
    expect(await format("markdown", { status: "error", stderr: "s", stdout: "o" })).toContain("### Body (`stderr`)\ns");
    expect(await format("markdown", { a: "one line", b: "many\nlines" })).toContain("### Body (`b`)\nmany\nlines");
  });

  it("keeps images apart from texts", async () => {
    const image = { type: "image", image_url: "data:image/png;base64,QUJD", detail: "low" };
    const block = { type: "image", base64: "QUJD", mime_type: "image/png", detail: "low" };
    expect(await format("markdown", { result: image })).toEqual([block]);
    expect(await format("markdown", { content: ["look", image] })).toEqual([{ type: "text", text: "look" }, block]);
    expect(await format("markdown", { result: JSON.stringify(image) })).toEqual([block]);
    expect(await format("markdown", { note: "n", shot: image })).toEqual([
      { type: "text", text: "## Tool Result\n\n### Metadata\n- `note`: n" },
      block,
    ]);
    expect(await format("markdown", { result: { base64: "QQ", media_type: "image/gif" } })).toEqual([
      { type: "image", base64: "QQ", mime_type: "image/gif", detail: "auto" },
    ]);
  });
});

describe("the other formatters", () => {
  it("writes XML whose bodies need no escaping", async () => {
    const text = String(await format("xml", { count: 2, content: "a ]]> b", skipped: null }));
    expect(text).toContain('<tool_result tool_name="find" tool_call_id="c1" status="success">');
    expect(text).toContain('<item key="count">2</item>');
    expect(text).toContain('<body key="content"><![CDATA[a ]]]]><![CDATA[> b]]></body>');
  });

  const shell = "nexau.archs.tool.formatters.shell:format_run_shell_command_output";
  it("shows of a shell command what a terminal would", async () => {
    expect(await format(shell, { stdout: "out", stderr: "err" })).toBe("out\nerr");
    expect(await format(shell, { content: "Output: x", exit_code: 0 })).toBe("Output: x");
    expect(await format(shell, { content: "Output: x", error: { message: "failed" }, exit_code: 1 })).toBe("failed");
    expect(await format(shell, { exit_code: 2 })).toBe("Exit code: 2");
  });

  it("names the sub-agent that answered", async () => {
    const output = { sub_agent_name: "helper", sub_agent_id: "agent_1", result: "done" };
    expect(await format("nexau.archs.tool.formatters.agent:format_agent_tool_output", output)).toBe(
      "Sub-agent helper (sub_agent_id: agent_1)\n\ndone",
    );
  });

  it("falls back to markdown when a formatter fails", async () => {
    expect(await format("my.module:format", { result: "text" })).toBe("text");
  });
});
