import { posix } from "node:path";
import { z } from "zod";
import { defineTool } from "./builtin-tool.ts";
import { fileToolError, readTextFile } from "./text-file.ts";
import { toolError } from "./tool-error.ts";

const HEADING = "## Gemini Added Memories";

export const saveMemory = defineTool(
  "save_memory",
  { fact: z.string(), modified_by_user: z.unknown().optional(), modified_content: z.unknown().optional() },
  async ({ fact }, context) => {
    const text = fact.trim().replace(/^(?:-+\s*)+/, "");
    if (text === "") return toolError("INVALID_PARAMETER", 'Parameter "fact" must be a non-empty string.');
    const path = posix.join(context.workDir, "GEMINI.md");
    try {
      const before = (await readTextFile(context, path))?.text ?? "";
      await context.sandbox.writeFile(path, withMemory(before, `- ${text}`));
      return { content: `Okay, I've remembered that: "${text}"`, returnDisplay: `Remembered: ${text}` };
    } catch (error) {
      return fileToolError(error, "MEMORY_TOOL_EXECUTION_ERROR");
    }
  },
);

function withMemory(text: string, bullet: string): string {
  const start = text.indexOf(HEADING);
  if (start < 0) return `${text.trimEnd()}${text.trim() === "" ? "" : "\n\n"}${HEADING}\n${bullet}\n`;
  const next = text.indexOf("\n## ", start + HEADING.length);
  const end = next < 0 ? text.length : next;
  return `${text.slice(0, end).trimEnd()}\n${bullet}\n${text.slice(end)}`;
}
