import { buffer } from "node:stream/consumers";
import yazl from "yazl";

/** A zip of files by path, as somebody would upload it. */
export function zipFiles(files: Record<string, string | Uint8Array>): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  for (const [path, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), path);
  zip.end();
  return buffer(zip.outputStream);
}
