import { existsSync, lstatSync, readlinkSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProgram } from "../bubblewrap/run-program.ts";
import { type DockerEngine, isRefusal } from "./engine.ts";

/** An image with nothing in it but the folders that the host's own programs, and a sandbox's files, are shown in. */
const REPOSITORY = "nexau-cloud-host";
/** To be raised when the folders change. */
const TAG = "1";
const FOLDERS = [
  "agent",
  "dev",
  "etc",
  "home/user",
  "opt/sandboxd/bin",
  "proc",
  "root",
  "run",
  "sys",
  "tmp",
  "usr",
  "var",
];
const LINKS: Record<string, string> = {
  "var/tmp": "../tmp",
  "var/run": "../run",
  // Debian knows python3 only.
  "opt/sandboxd/bin/python": "/usr/bin/python3",
};

/** Makes it where it is missing, and returns its name. */
export async function ensureHostImage(engine: DockerEngine): Promise<string> {
  const image = `${REPOSITORY}:${TAG}`;
  try {
    await engine.call("GET", `/images/${image}/json`);
  } catch (error) {
    if (!isRefusal(error, 404)) throw error;
    const query = new URLSearchParams({ fromSrc: "-", repo: REPOSITORY, tag: TAG });
    await engine.call("POST", `/images/create?${query}`, { tar: await packFolders() });
  }
  return image;
}

async function packFolders(): Promise<Buffer> {
  const work = await mkdtemp(join(tmpdir(), "nexau-cloud-image-"));
  try {
    const root = join(work, "root");
    for (const folder of FOLDERS) await mkdir(join(root, folder), { recursive: true, mode: 0o755 });
    for (const [path, target] of Object.entries({ ...LINKS, ...topLinks() })) await symlink(target, join(root, path));
    // Where the engine mounts files, there have to be some.
    for (const name of ["hosts", "hostname", "resolv.conf"]) await writeFile(join(root, "etc", name), "");
    await runProgram("tar", [
      "--create",
      "--numeric-owner",
      "--file",
      join(work, "root.tar"),
      "--directory",
      root,
      ".",
    ]);
    return await readFile(join(work, "root.tar"));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** /bin and the like, which lead into /usr on every distribution of today. */
function topLinks(): Record<string, string> {
  const names = ["bin", "sbin", "lib", "lib32", "lib64"].filter((name) => existsSync(`/${name}`));
  const split = names.find((name) => !lstatSync(`/${name}`).isSymbolicLink());
  if (split !== undefined) {
    throw new Error(`this machine's /${split} is no part of its /usr; set sandboxManager.docker.image`);
  }
  return Object.fromEntries(names.map((name) => [name, readlinkSync(`/${name}`)]));
}
