import { ServiceError } from "@nexau-cloud/platform";

/** A failure as NexAU's built-in tools report it: a text for the model, one for people, and a type to tell it by. */
export function toolError(type: string, message: string, display: string = message): Record<string, unknown> {
  return { content: message, returnDisplay: display, error: { message, type } };
}

/** The failure's type when the sandbox said why, else `otherwise`. */
export function typeOfSandboxError(
  error: unknown,
  types: { missing?: string; denied?: string; otherwise: string },
): { type: string; message: string } {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof ServiceError)) return { type: types.otherwise, message };
  // Without a sandbox no tool can say anything about files.
  if (error.reason === "sandbox_unavailable") throw error;
  if (error.reason === "sandbox_path_missing" && types.missing) return { type: types.missing, message };
  if (error.reason === "sandbox_path_denied" && types.denied) return { type: types.denied, message };
  return { type: types.otherwise, message };
}
