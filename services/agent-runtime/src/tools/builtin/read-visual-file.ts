import { posix } from "node:path";
import { z } from "zod";
import { type BuiltinContext, defineTool } from "./builtin-tool.ts";
import { resolvePath } from "./resolve-path.ts";
import { fileToolError } from "./text-file.ts";
import { toolError } from "./tool-error.ts";

const MEDIA_TYPES: Record<string, string> = {
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".gif": "image/gif",
  ".webp": "image/webp",
  ".bmp": "image/bmp",
};

/** Providers take no larger ones, and every one goes through the history. */
const MAX_IMAGE_BYTES = 4 * 1024 * 1024;

/** Images as they are; videos and drawings need programs that a sandbox does not have. */
export const readVisualFile = defineTool(
  "read_visual_file",
  {
    file_path: z.string(),
    image_detail: z.string().default("auto"),
    image_max_size: z.unknown().optional(),
    video_frame_interval: z.unknown().optional(),
    video_max_frames: z.unknown().optional(),
    video_frame_width: z.unknown().optional(),
  },
  async ({ file_path, image_detail }, context) => {
    const path = resolvePath(context, file_path);
    try {
      return await readVisual(context, path, image_detail);
    } catch (error) {
      return fileToolError(error, "READ_ERROR");
    }
  },
);

export async function readVisual(
  { sandbox }: BuiltinContext,
  path: string,
  detail: string,
): Promise<Record<string, unknown>> {
  const mediaType = MEDIA_TYPES[posix.extname(path).toLowerCase()];
  if (!mediaType) return toolError("NOT_VISUAL_FILE", `Not an image that can be read here: ${path}`);
  const entry = await sandbox.stat(path);
  if (!entry) return toolError("FILE_NOT_FOUND", `File not found: ${path}`);
  if (entry.size > MAX_IMAGE_BYTES) {
    return toolError("FILE_TOO_LARGE", `The image ${path} has ${entry.size} bytes; ${MAX_IMAGE_BYTES} are read.`);
  }
  const base64 = Buffer.from(await sandbox.readFile(path)).toString("base64");
  return {
    content: [{ type: "image", base64, media_type: mediaType, detail }],
    returnDisplay: `Read image file: ${path}`,
  };
}
