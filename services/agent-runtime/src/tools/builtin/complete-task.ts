import { pythonJson } from "../../events/python-json.ts";
import type { BuiltinTool } from "./builtin-tool.ts";
import { ArgumentError } from "./builtin-tool.ts";

/** Ends a run, where it is a stop tool, with `result` as the answer. It takes anything else along. */
export const completeTask: BuiltinTool = {
  needsSandbox: false,
  async run(input) {
    if (!("result" in input)) {
      throw new ArgumentError("complete_task() missing 1 required positional argument: 'result'");
    }
    return pythonJson({ status: "completed", ...input });
  },
};
