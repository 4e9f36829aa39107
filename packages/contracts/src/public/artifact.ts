import { z } from "zod";

/** `pending` until the upload is confirmed; only `ready` is usable. `failed` says why in `reason`. */
export const ArtifactState = z.enum(["pending", "ready", "failed", "expired"]);
export type ArtifactState = z.infer<typeof ArtifactState>;

export const Artifact = z
  .object({
    id: z.string(),
    state: ArtifactState,
    content_type: z.string(),
    /** As announced while `pending`, as it is afterwards. */
    size: z.int(),
    /** SHA-256 of the content, 64 hex digits; null until it is ready. */
    sha256: z.string().nullable(),
    reason: z.string().nullable(),
    created_at: z.iso.datetime(),
    confirmed_at: z.iso.datetime().nullable(),
  })
  .meta({ id: "Artifact" });
export type Artifact = z.infer<typeof Artifact>;

export const CreateUploadUrl = z
  .object({ content_type: z.string().max(128), content_length: z.int().positive() })
  .meta({ id: "CreateUploadUrl" });
export type CreateUploadUrl = z.infer<typeof CreateUploadUrl>;

/** A relative `upload_url` is on the Backend and takes the caller's Authorization; an absolute one takes none. */
export const UploadUrl = z
  .object({
    upload_url: z.string(),
    upload_headers: z.record(z.string(), z.string()),
    needs_confirm: z.boolean(),
    expires_at: z.iso.datetime(),
  })
  .meta({ id: "UploadUrl" });
export type UploadUrl = z.infer<typeof UploadUrl>;

export const ConfirmUpload = z
  .object({
    bundle_size: z.int().nonnegative(),
    sha256: z
      .string()
      .toLowerCase()
      .regex(/^[0-9a-f]{64}$/, "must be 64 hex digits")
      .optional(),
  })
  .meta({ id: "ConfirmUpload" });
export type ConfirmUpload = z.infer<typeof ConfirmUpload>;
