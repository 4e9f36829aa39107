import { pythonJson } from "../../events/python-json.ts";
import { isRecord } from "../is-record.ts";
import type { FormatContext, ModelContent } from "./format-context.ts";
import { imageContent } from "./image-content.ts";
import { bodyKeyOf } from "./result-body.ts";
import { withoutReturnDisplay } from "./without-return-display.ts";

/** NexAU's default: a lone content or result as it is, everything else under the headings Metadata and Body. */
export function markdownFormatter({ toolOutput }: FormatContext): ModelContent {
  const value = bareValue(withoutReturnDisplay(toolOutput));
  const images = imageContent(value);
  if (images) return images;
  if (typeof value === "string") return value;
  if (!isRecord(value)) return pythonJson(value);
  return Object.keys(value).length === 0 ? "" : withImagesInside(value);
}

function bareValue(value: unknown): unknown {
  if (!isRecord(value)) return value;
  const keys = Object.keys(value);
  return keys.length === 1 && (keys[0] === "content" || keys[0] === "result") ? value[keys[0]] : value;
}

/** Images that a result carries beside other things follow the text about those. */
function withImagesInside(result: Record<string, unknown>): ModelContent {
  const rest: Record<string, unknown> = {};
  const blocks: Exclude<ModelContent, string> = [];
  for (const [key, value] of Object.entries(result)) {
    const images = imageContent(value);
    if (images) blocks.push(...images);
    else rest[key] = value;
  }
  if (blocks.length === 0) return toMarkdown(result);
  return Object.keys(rest).length === 0 ? blocks : [{ type: "text", text: toMarkdown(rest) }, ...blocks];
}

function toMarkdown(result: Record<string, unknown>): string {
  const bodyKey = bodyKeyOf(result);
  const metadata = Object.entries(result).filter(([key, value]) => key !== bodyKey && value !== null);
  const sections = ["## Tool Result"];
  if (metadata.length > 0) {
    sections.push(["### Metadata", ...metadata.map(([key, value]) => metadataLine(key, value))].join("\n"));
  }
  if (bodyKey !== undefined) sections.push(`### Body (\`${bodyKey}\`)\n${String(result[bodyKey])}`);
  return sections.join("\n\n");
}

function metadataLine(key: string, value: unknown): string {
  const text = typeof value === "object" ? JSON.stringify(value, null, 2) : String(value);
  if (!text.includes("\n")) return `- \`${key}\`: ${text}`;
  const lines = text.split("\n").map((line) => `  ${line}`);
  return `- \`${key}\`:\n${lines.join("\n")}`;
}
