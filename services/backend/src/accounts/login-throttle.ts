import { type Coordination, ServiceError } from "@nexau-cloud/platform";

export interface LoginThrottleDeps {
  counters: Coordination["counters"];
  maxFailures: number;
  windowMs: number;
}

export type LoginThrottle = ReturnType<typeof createLoginThrottle>;

/**
 * Counts wrong passwords: of one e-mail from one address, and ten times as many of either alone, so that a stranger cannot
 * lock somebody out with a few tries. An attempt counts before its password is looked at, as many may come at once.
 */
export function createLoginThrottle({ counters, maxFailures, windowMs }: LoginThrottleDeps) {
  return async function attempt<Result>(
    { email, ip }: { email: string; ip: string },
    login: () => Promise<Result>,
  ): Promise<Result> {
    const limits = [
      { key: `backend:login:${ip}:${email}`, limit: maxFailures },
      { key: `backend:login:email:${email}`, limit: maxFailures * 10 },
      { key: `backend:login:ip:${ip}`, limit: maxFailures * 10 },
    ];
    const counted = await Promise.all(
      limits.map(async ({ key, limit }) => (await counters.add(key, 1, windowMs)) <= limit),
    );
    if (counted.includes(false)) {
      throw new ServiceError("resource_exhausted", "login_throttled", "Too many attempts to sign in. Try again later.");
    }
    const result = await login();
    await Promise.all(limits.map(({ key }) => counters.add(key, -1, windowMs)));
    return result;
  };
}
