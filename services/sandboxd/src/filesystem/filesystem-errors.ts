import { Code, ConnectError } from "@connectrpc/connect";

const CODES: Record<string, Code> = {
  ENOENT: Code.NotFound,
  EEXIST: Code.AlreadyExists,
  ENOTDIR: Code.InvalidArgument,
  EISDIR: Code.InvalidArgument,
  EINVAL: Code.InvalidArgument,
  ENAMETOOLONG: Code.InvalidArgument,
  ELOOP: Code.FailedPrecondition,
  ENOTEMPTY: Code.FailedPrecondition,
  EBUSY: Code.FailedPrecondition,
  EACCES: Code.PermissionDenied,
  EPERM: Code.PermissionDenied,
  EROFS: Code.PermissionDenied,
  ENOSPC: Code.ResourceExhausted,
  EDQUOT: Code.ResourceExhausted,
  EFBIG: Code.ResourceExhausted,
  EMFILE: Code.ResourceExhausted,
};

const WORDS: Record<string, string> = {
  ENOENT: "does not exist",
  EEXIST: "already exists",
  ENOTDIR: "is not a directory, or lies under a file",
  EISDIR: "is a directory",
  ELOOP: "is a loop of links",
  EACCES: "may not be touched",
  EPERM: "may not be touched",
  EROFS: "is read-only",
  ENOSPC: "does not fit: the disk is full",
  EDQUOT: "does not fit: the disk is full",
};

/** What the file system said, as an answer to a caller. Anything unexpected stays what it was. */
export function toFilesystemError(thrown: unknown, path: string): unknown {
  const code = (thrown as NodeJS.ErrnoException | null)?.code;
  if (thrown instanceof ConnectError || !code || CODES[code] === undefined) return thrown;
  return new ConnectError(`path '${path}' ${WORDS[code] ?? `cannot be used (${code})`}`, CODES[code]);
}
