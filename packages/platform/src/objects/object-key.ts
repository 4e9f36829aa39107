import { ServiceError } from "../errors.ts";

/** The key itself when it is well formed: no empty, `.` or `..` segment, nothing that a path or a URL would read otherwise. */
export function checkedKey(key: string): string {
  const segments = key.split("/");
  const good = key.length <= 512 && segments.every((part) => /^[A-Za-z0-9._-]+$/.test(part) && !/^\.\.?$/.test(part));
  if (good) return key;
  throw new ServiceError("invalid_argument", "object_key_invalid", "That is not a name for a stored object.");
}
