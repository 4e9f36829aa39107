import { posix } from "node:path";
import { ServiceError } from "@nexau-cloud/platform";

/** A file's name as it may stand in a sandbox: the last part of whatever the client sent, without what terminals act on. */
export function toFileName(given: string | undefined): string {
  const name =
    (given ?? "")
      .split(/[/\\]/)
      .at(-1)
      ?.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, "")
      .trim() ?? "";
  if (name === "" || name === "." || name === ".." || Buffer.byteLength(name) > 255) throw nameInvalid();
  return name;
}

/** Where a path of the caller's lies: in the sandbox's home folder or its /tmp. Nothing else is theirs to list or delete. */
export function toSandboxPath(given: string, homeDir: string): string {
  const path = posix.resolve(homeDir, given);
  const inside = [homeDir, "/tmp"].some((folder) => path === folder || path.startsWith(`${folder}/`));
  if (inside && !given.includes("\0")) return path;
  throw new ServiceError(
    "invalid_argument",
    "file_path_invalid",
    `The path has to lie in ${homeDir} or /tmp of the sandbox.`,
  );
}

const nameInvalid = () =>
  new ServiceError("invalid_argument", "file_name_invalid", "The file needs a name of 1 to 255 bytes.");
