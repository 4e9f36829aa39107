import { ServiceError } from "@nexau-cloud/platform";

const MILLISECONDS: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const MAX_YEARS = 10;

/** When a token made at `from` ends: `90d` and the like, null for never. */
export function expiryOf(expiresIn: string | null, from: Date): Date | null {
  if (expiresIn === null) return null;
  const lasts = Number.parseInt(expiresIn, 10) * (MILLISECONDS[expiresIn.slice(-1)] ?? Number.NaN);
  if (!(lasts > 0 && lasts <= MAX_YEARS * 366 * 86_400_000)) {
    throw new ServiceError(
      "invalid_argument",
      "token_expiry_invalid",
      `expires_in must be a time such as 90d, of at most ${MAX_YEARS} years, or null for never.`,
    );
  }
  return new Date(from.getTime() + lasts);
}
