import { z } from "zod";
import { DistinctId } from "../internal/session.ts";

/** Which session's sandbox; the same names in the query, in a JSON body or in a form. */
export const FileTarget = z.object({
  session_id: z.string().min(1),
  distinct_id: DistinctId.optional(),
  /** The key decides the project; one that is named has to be the same. */
  project_id: z.string().optional(),
  /** Whose bundle and variables a sandbox that has to be made gets. */
  version_id: z.string().optional(),
  version_tag: z.string().optional(),
  source: z.string().optional(),
  /** Absolute, or relative to the sandbox's home folder. */
  path: z.string().max(4096).optional(),
});
export type FileTarget = z.infer<typeof FileTarget>;

export const UploadedFile = z
  .object({ path: z.string(), name: z.string(), size: z.int().nonnegative() })
  .meta({ id: "UploadedFile" });
export type UploadedFile = z.infer<typeof UploadedFile>;

export const FileEntry = z
  .object({
    path: z.string(),
    name: z.string(),
    type: z.enum(["file", "directory", "symlink"]),
    size: z.int().nonnegative(),
    modified_at: z.string().nullable(),
  })
  .meta({ id: "FileEntry" });
export type FileEntry = z.infer<typeof FileEntry>;

export const DeletedFile = z.object({ status: z.literal("success"), path: z.string() }).meta({ id: "DeletedFile" });
