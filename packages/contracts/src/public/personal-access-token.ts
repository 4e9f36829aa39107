import { z } from "zod";

/** `deploy` includes `read`; `write` includes both. */
export const TokenScope = z.enum(["read", "deploy", "write"]);
export type TokenScope = z.infer<typeof TokenScope>;

export const PersonalAccessToken = z
  .object({
    id: z.string(),
    name: z.string(),
    /** Projects that it is narrowed to; null is all of its user's. */
    project_ids: z.array(z.string()).nullable(),
    scopes: z.array(TokenScope),
    created_at: z.iso.datetime(),
    expires_at: z.iso.datetime().nullable(),
    last_used_at: z.iso.datetime().nullable(),
  })
  .meta({ id: "PersonalAccessToken" });
export type PersonalAccessToken = z.infer<typeof PersonalAccessToken>;

export const CreateToken = z
  .object({
    name: z.string().trim().min(1).max(128),
    /** A number and `m`, `h`, `d` or `w`, such as `90d`; null is never. */
    expires_in: z
      .string()
      .regex(/^[1-9]\d{0,5}[mhdw]$/, "must be a number and m, h, d or w, such as 90d")
      .nullable()
      .default(null),
    project_ids: z.array(z.string()).min(1).max(100).nullable().default(null),
    scopes: z.array(TokenScope).min(1).default(["write"]),
  })
  .meta({ id: "CreateToken" });
export type CreateToken = z.infer<typeof CreateToken>;

/** The only answer in which the token itself stands. */
export const CreatedToken = PersonalAccessToken.extend({ token: z.string() }).meta({ id: "CreatedToken" });
export type CreatedToken = z.infer<typeof CreatedToken>;
