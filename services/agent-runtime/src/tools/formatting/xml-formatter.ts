import { isRecord } from "../is-record.ts";
import type { FormatContext } from "./format-context.ts";
import { withoutReturnDisplay } from "./without-return-display.ts";

/** One element per key: short values as `meta`, texts as bodies in CDATA. */
export function xmlFormatter({ toolName, toolCallId, toolOutput, isError }: FormatContext): string {
  const result = withoutReturnDisplay(toolOutput);
  const entries = isRecord(result) ? Object.entries(result).filter(([, value]) => value !== null) : [];
  const isBody = ([, value]: [string, unknown]) => typeof value === "string" || typeof value === "object";
  const meta = entries.filter((entry) => !isBody(entry));
  const bodies = entries.filter(isBody);
  const status = isError ? "error" : "success";
  return [
    `<tool_result tool_name="${escaped(toolName)}" tool_call_id="${escaped(toolCallId)}" status="${status}">`,
    ...(meta.length > 0
      ? [
          "  <meta>",
          ...meta.map(([key, value]) => `    <item key="${escaped(key)}">${String(value)}</item>`),
          "  </meta>",
        ]
      : []),
    ...bodies.map(([key, value]) => `  <body key="${escaped(key)}">${cdata(value)}</body>`),
    "</tool_result>",
  ].join("\n");
}

function cdata(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  return `<![CDATA[${text.replaceAll("]]>", "]]]]><![CDATA[>")}]]>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
