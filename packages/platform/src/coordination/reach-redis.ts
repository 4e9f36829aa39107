import { ServiceError } from "../errors.ts";

/** The answer of Redis, or the error that stands for all its troubles. */
export async function reachRedis<Answer>(answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (cause) {
    throw new ServiceError("unavailable", "coordination_unreachable", "Redis does not answer.", { cause });
  }
}
