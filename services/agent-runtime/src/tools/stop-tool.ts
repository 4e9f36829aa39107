export interface StopDecision {
  /** The result, marked when it ends the run: the mark is in the events and the model's text, too. */
  rawOutput: Record<string, unknown>;
  finalText: string | null;
}

/**
 * Whether the result of a stop tool ends the run, and with which text. A result that says `status: "error"` does not; an
 * exception has no status and does.
 */
export function decideStop(
  tool: string,
  input: Record<string, unknown>,
  result: Record<string, unknown>,
): StopDecision {
  if (result.status === "error") return { rawOutput: result, finalText: null };
  return { rawOutput: { ...result, _is_stop_tool: true }, finalText: finalTextOf(tool, input, result) };
}

function finalTextOf(tool: string, input: Record<string, unknown>, result: Record<string, unknown>): string {
  if (tool === "complete_task" && "result" in input) {
    return typeof input.result === "string" ? input.result : asJson(input.result);
  }
  return asJson("result" in result ? result.result : result);
}

const asJson = (value: unknown) => JSON.stringify(value, null, 4) ?? "null";
