import { Problem } from "@nexau-cloud/contracts";

/** An answer of the cloud that is not a success. `code` is stable (docs/errors.md), `message` is meant for people. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly code: string;
  /** Places in the input or in the bundle that are wrong; empty where the error is about the whole. */
  readonly errors: { path: string; message: string }[];
  readonly requestId: string | null;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.detail, options);
    this.status = problem.status;
    this.code = problem.code;
    this.errors = problem.errors ?? [];
    this.requestId = problem.request_id ?? null;
  }

  /** The error that a failed answer stands for, whoever wrote its body. */
  static async fromResponse(response: Response): Promise<ApiError> {
    const text = await response.text();
    const problem = Problem.safeParse(parseJson(text));
    if (problem.success) return new ApiError(problem.data);
    return new ApiError({
      type: "about:blank",
      title: response.statusText,
      status: response.status,
      code: "unexpected_answer",
      detail:
        `The server answered ${response.status} ${response.statusText}`.trim() +
        (text ? `: ${text.slice(0, 300)}` : "."),
    });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
