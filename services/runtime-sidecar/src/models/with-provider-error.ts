import { Problem } from "@nexau-cloud/contracts";

/**
 * Adds to a problem document the `error` member that the providers' own clients look for, so that they show our message
 * and not "400 status code (no body)". Anything else stays as it is.
 */
export function withProviderError(payload: unknown): unknown {
  const problem = Problem.safeParse(payload);
  if (!problem.success) return payload;
  const { detail, code, status } = problem.data;
  return { ...problem.data, error: { message: detail, type: typeOf(status), code } };
}

/** Words that OpenAI and Anthropic share for the kinds of error. */
function typeOf(status: number): string {
  if (status === 401) return "authentication_error";
  if (status === 403) return "permission_error";
  if (status === 404) return "not_found_error";
  return status >= 500 ? "api_error" : "invalid_request_error";
}
