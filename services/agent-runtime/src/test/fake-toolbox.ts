import type { Toolbox, ToolCall, ToolOutcome } from "../tools/toolbox.ts";

export type FakeTool = (call: ToolCall, signal: AbortSignal) => Promise<Partial<ToolOutcome>> | Partial<ToolOutcome>;

/** A toolbox of small functions; those named in `serial` must run alone. */
export function createFakeToolbox(tools: Record<string, FakeTool>, serial: string[] = []): Toolbox {
  return {
    offers: () =>
      Object.keys(tools).map((name) => ({ name, description: `The ${name}.`, inputSchema: { type: "object" } })),
    isSerial: (name) => serial.includes(name),
    async execute(call, signal) {
      const tool = tools[call.name];
      const outcome = await (tool ? tool(call, signal) : unknownTool(call.name));
      const rawOutput = outcome.rawOutput ?? { result: "done" };
      return { rawOutput, modelContent: "done", isError: false, input: {}, finalText: null, ...outcome };
    },
    close: async () => undefined,
  };
}

/** A tool that runs until it is aborted. */
export const hangingTool =
  (onStart: () => void): FakeTool =>
  (_call, signal) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason));
      onStart();
    });

const unknownTool = (name: string): Partial<ToolOutcome> => ({
  rawOutput: { error: `Tool '${name}' not found` },
  modelContent: `Tool '${name}' not found`,
  isError: true,
});
