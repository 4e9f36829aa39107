import { posix } from "node:path";
import { z } from "zod";
import type { BuiltinContext } from "./builtin-tool.ts";
import { defineTool } from "./builtin-tool.ts";
import { readVisual } from "./read-visual-file.ts";
import { resolvePath } from "./resolve-path.ts";
import { fileToolError, MAX_FILE_BYTES, tooLarge } from "./text-file.ts";
import { toolError } from "./tool-error.ts";

const DEFAULT_LINES = 2000;
const MAX_LINE_CHARACTERS = 2000;
const MAX_TEXT_CHARACTERS = 20_000;
const IMAGES = [".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp"];
const VIDEOS = [".mp4", ".mov", ".avi", ".mkv", ".webm"];
const AUDIO = [".mp3", ".wav", ".ogg", ".flac", ".m4a", ".aac"];

export const readFile = defineTool(
  "read_file",
  {
    file_path: z.string(),
    offset: z.number().nullish(),
    limit: z.number().nullish(),
    enable_visual: z.boolean().default(false),
    image_detail: z.string().nullish(),
    image_max_size: z.unknown().optional(),
    video_frame_interval: z.unknown().optional(),
    video_max_frames: z.unknown().optional(),
    video_frame_width: z.unknown().optional(),
  },
  async ({ file_path, offset, limit, enable_visual, image_detail }, context) => {
    const path = resolvePath(context, file_path);
    const extension = posix.extname(path).toLowerCase();
    try {
      const refusal = await refusalOf(context, path, extension, enable_visual);
      if (refusal) return refusal;
      if (IMAGES.includes(extension)) return await readVisual(context, path, image_detail ?? "auto");
      return readText(await context.sandbox.readFile(path), path, offset ?? 0, limit ?? DEFAULT_LINES);
    } catch (error) {
      return fileToolError(error, "READ_ERROR");
    }
  },
);

async function refusalOf(
  { sandbox }: BuiltinContext,
  path: string,
  extension: string,
  visual: boolean,
): Promise<Record<string, unknown> | undefined> {
  const entry = await sandbox.stat(path);
  if (!entry) return toolError("FILE_NOT_FOUND", `File not found: ${path}`, "File not found.");
  if (entry.type === "directory") {
    return toolError("PATH_IS_DIRECTORY", `Path is a directory, not a file: ${path}`, "Path is a directory.");
  }
  if ((IMAGES.includes(extension) && !visual) || VIDEOS.includes(extension)) {
    const hint = VIDEOS.includes(extension) ? "videos are not read here yet" : "set enable_visual to read it";
    return toolError("DO_NOT_SUPPORT_VISUAL", `${path} is an image or video: ${hint}.`);
  }
  if (AUDIO.includes(extension)) {
    return { content: `[Audio file: ${path}, ${entry.size} bytes]`, returnDisplay: "Audio file" };
  }
  return entry.size > MAX_FILE_BYTES
    ? toolError("FILE_TOO_LARGE", tooLarge(path, entry), "File too large.")
    : undefined;
}

function readText(bytes: Uint8Array, path: string, offset: number, limit: number): Record<string, unknown> {
  if (bytes.subarray(0, 8192).includes(0)) {
    return toolError("BINARY_FILE", `Cannot display content of binary file: ${path}`, "Binary file.");
  }
  const lines = Buffer.from(bytes).toString("utf8").split(/\r?\n/);
  if (lines.length > 1 && lines.at(-1) === "") lines.pop();
  const start = Math.min(Math.max(0, Math.trunc(offset)), lines.length);
  const shown = lines.slice(start, start + Math.max(1, Math.trunc(limit)));
  const width = Math.max(6, String(start + shown.length).length);
  const text = shown.map((line, index) => `${String(start + index + 1).padStart(width)}| ${shorten(line)}`).join("\n");
  const end = start + shown.length;
  const cut = text.length > MAX_TEXT_CHARACTERS;
  const isPart = start > 0 || end < lines.length;
  return {
    content: (isPart || cut ? notice(start, end, lines.length, cut) : "") + text.slice(0, MAX_TEXT_CHARACTERS),
    returnDisplay: isPart ? `Read lines ${start + 1}-${end} of ${lines.length} from ${path}` : `Read ${path}`,
  };
}

function notice(start: number, end: number, total: number, cut: boolean): string {
  const more = end < total ? ` To read more, use offset: ${end}.` : "";
  const tooLong = cut ? ` The text is cut after ${MAX_TEXT_CHARACTERS} characters; ask for fewer lines.` : "";
  return `[Showing lines ${start + 1}-${end} of ${total} total lines.${more}${tooLong}]\n\n`;
}

const shorten = (line: string) =>
  line.length > MAX_LINE_CHARACTERS ? `${line.slice(0, MAX_LINE_CHARACTERS)}... [truncated]` : line;
