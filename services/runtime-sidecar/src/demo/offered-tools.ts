import { isObject } from "../formats/wire-format.ts";
import type { OfferedTool } from "./demo-request.ts";

const SHELL_NAMES = ["run_shell_command", "Shell", "shell", "bash", "Bash", "execute_command"];
const COMMAND_PROPERTIES = ["command", "cmd", "script", "code"];

export interface ShellCall {
  tool: string;
  arguments: Record<string, unknown>;
}

/** The call that runs `command` with whichever shell tool is offered; undefined when none is. */
export function shellCall(tools: OfferedTool[], command: string): ShellCall | undefined {
  const tool =
    SHELL_NAMES.map((name) => tools.find((offered) => offered.name === name)).find((found) => found !== undefined) ??
    tools.find(({ name }) => /shell|bash|terminal|command/i.test(name));
  if (!tool) return undefined;
  const property = COMMAND_PROPERTIES.find((name) => name in tool.properties) ?? tool.required[0] ?? "command";
  return { tool: tool.name, arguments: { ...requiredDefaults(tool), [property]: command } };
}

/** Something plain for every argument that the tool insists on. */
function requiredDefaults({ required, properties }: OfferedTool): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const name of required) {
    const schema = properties[name];
    const type = isObject(schema) ? schema.type : undefined;
    values[name] =
      type === "boolean" ? false : type === "integer" || type === "number" ? 0 : `${name} of the demo model's command`;
  }
  return values;
}
