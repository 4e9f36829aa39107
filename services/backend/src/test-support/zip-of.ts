import { buffer } from "node:stream/consumers";
import { ZipFile } from "yazl";

/** A zip of these files. */
export function zipOf(files: Record<string, string>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [path, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), path);
  zip.end();
  return buffer(zip.outputStream);
}

/** The smallest bundle that is one; `note` makes its content differ. */
export function bundleZip(note = ""): Promise<Buffer> {
  return zipOf({
    "nexau.json": JSON.stringify({ agents: { helper: "agent.yaml" } }),
    "agent.yaml": `type: agent\nname: helper # ${note}\n`,
  });
}
