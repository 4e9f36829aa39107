import { randomBytes } from "node:crypto";
import type { BuiltinContext } from "./builtin-tool.ts";

/** Linux takes no single argument of 128 KiB or more. */
const MAX_ARGUMENT_BYTES = 100_000;

/** A program text as a file, when it is too long to be handed over as an argument; otherwise undefined. */
export async function fileForLongText({ sandbox }: BuiltinContext, text: string): Promise<string | undefined> {
  if (Buffer.byteLength(text) < MAX_ARGUMENT_BYTES) return undefined;
  const path = `/tmp/nexau_scripts/${randomBytes(4).toString("hex")}`;
  await sandbox.writeFile(path, text);
  return path;
}
