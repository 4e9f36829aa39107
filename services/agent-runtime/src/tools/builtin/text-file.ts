import type { SandboxEntry } from "../../sandbox/sandbox-client.ts";
import type { BuiltinContext } from "./builtin-tool.ts";
import { toolError, typeOfSandboxError } from "./tool-error.ts";

/** Bytes above which a file is not taken into memory. */
export const MAX_FILE_BYTES = 10 * 1024 * 1024;

export interface TextFile {
  /** With `\n` only. */
  text: string;
  crlf: boolean;
}

/** A file's text, undefined when there is no file. Throws what the sandbox says. */
export async function readTextFile({ sandbox }: BuiltinContext, path: string): Promise<TextFile | undefined> {
  const entry = await sandbox.stat(path);
  if (!entry) return undefined;
  if (entry.type === "directory")
    throw new TextFileError("PATH_IS_DIRECTORY", `Path is a directory, not a file: ${path}`);
  if (entry.size > MAX_FILE_BYTES) throw new TextFileError("FILE_TOO_LARGE", tooLarge(path, entry));
  const text = Buffer.from(await sandbox.readFile(path)).toString("utf8");
  return { text: text.replaceAll("\r\n", "\n"), crlf: text.includes("\r\n") };
}

/** A reason not to touch a file that is the tool's own, not the sandbox's. */
export class TextFileError extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

export const tooLarge = (path: string, { size }: SandboxEntry) =>
  `File size exceeds the 10MB limit: ${path} has ${(size / 1024 / 1024).toFixed(2)}MB`;

export const withLineEnds = ({ text, crlf }: TextFile) => (crlf ? text.replaceAll("\n", "\r\n") : text);

/** The result of a tool whose work on a file failed. */
export function fileToolError(error: unknown, otherwise: string): Record<string, unknown> {
  if (error instanceof TextFileError) return toolError(error.type, error.message);
  const { type, message } = typeOfSandboxError(error, {
    missing: "FILE_NOT_FOUND",
    denied: "PERMISSION_DENIED",
    otherwise,
  });
  return toolError(type, message);
}
