import { hash, verify } from "@node-rs/argon2";

/** argon2id with the parameters OWASP recommends: 19 MiB, two passes. */
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export function hashPassword(password: string): Promise<string> {
  return hash(password, OPTIONS);
}

let nobodysHash: Promise<string> | undefined;

/** Without a hash it takes just as long and is false, so that the time does not tell which accounts there are. */
export async function verifyPassword(password: string, passwordHash: string | undefined): Promise<boolean> {
  if (passwordHash !== undefined) return verify(passwordHash, password);
  nobodysHash ??= hashPassword("nobody has this password");
  await verify(await nobodysHash, password);
  return false;
}
