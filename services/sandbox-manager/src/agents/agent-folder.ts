import { link, mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";

/**
 * Makes `folder`, which a sandbox may be looking at, hold what `source` holds. The files are the very files of the cache,
 * under a second name, which costs next to nothing; inside they can neither be written nor owned. The folder itself stays
 * the same one, as it is what the sandbox has mounted: its content is exchanged within some system calls.
 */
export async function placeAgent(folder: string, source: string | null): Promise<void> {
  const [coming, going] = [`${folder}.coming`, `${folder}.going`];
  await rm(coming, { recursive: true, force: true });
  await rm(going, { recursive: true, force: true });
  await mkdir(coming, { mode: 0o755 });
  await mkdir(going, { mode: 0o755 });
  if (source !== null) await linkTree(source, coming);
  for (const name of await readdir(folder)) await rename(join(folder, name), join(going, name));
  for (const name of await readdir(coming)) await rename(join(coming, name), join(folder, name));
  await rm(coming, { recursive: true, force: true });
  await rm(going, { recursive: true, force: true });
}

async function linkTree(source: string, target: string): Promise<void> {
  for (const entry of await readdir(source, { withFileTypes: true })) {
    const [from, to] = [join(source, entry.name), join(target, entry.name)];
    if (entry.isDirectory()) {
      await mkdir(to, { mode: 0o755 });
      await linkTree(from, to);
    } else if (entry.isFile()) {
      await link(from, to);
    }
  }
}
