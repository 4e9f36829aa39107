import { z } from "zod";

export const User = z
  .object({ id: z.string(), email: z.string(), name: z.string(), role: z.enum(["admin", "user"]) })
  .meta({ id: "User" });
export type User = z.infer<typeof User>;

/** Compared without regard to case and blanks around it, since people type it so. */
const Email = z
  .string()
  .transform((text) => text.trim().normalize("NFKC").toLowerCase())
  .pipe(z.email().max(254));

export const RegisterRequest = z
  .object({
    email: Email,
    /** The upper limit keeps a request from costing minutes of hashing. */
    password: z.string().min(8).max(1024),
    name: z.string().trim().max(128).default(""),
  })
  .meta({ id: "RegisterRequest" });
export type RegisterRequest = z.infer<typeof RegisterRequest>;

export const LoginRequest = z.object({ email: Email, password: z.string().max(1024) }).meta({ id: "LoginRequest" });
export type LoginRequest = z.infer<typeof LoginRequest>;

export const SignedIn = z.object({ user: User }).meta({ id: "SignedIn" });
export type SignedIn = z.infer<typeof SignedIn>;
