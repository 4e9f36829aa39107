import { pythonJson } from "../../events/python-json.ts";
import { agentFormatter } from "./agent-formatter.ts";
import type { FormatContext, Formatter, ModelContent } from "./format-context.ts";
import { markdownFormatter } from "./markdown-formatter.ts";
import { shellFormatter } from "./shell-formatter.ts";
import { xmlFormatter } from "./xml-formatter.ts";

const FORMATTERS: Record<string, Formatter> = {
  markdown: markdownFormatter,
  xml: xmlFormatter,
  "nexau.archs.tool.formatters.shell:format_run_shell_command_output": shellFormatter,
  "nexau.archs.tool.formatters.agent:format_agent_tool_output": agentFormatter,
};

export const isKnownFormatter = (name: string) => Object.hasOwn(FORMATTERS, name);

/** A formatter of the project's own, called in the tool host. */
export type ProjectFormatter = (path: string, context: FormatContext) => Promise<ModelContent>;

/** What the model gets of a result. A formatter that fails is replaced by the default, so nothing is ever lost. */
export async function formatResult(
  name: string,
  context: FormatContext,
  projectFormatter: ProjectFormatter,
): Promise<ModelContent> {
  try {
    const known = isKnownFormatter(name) ? FORMATTERS[name] : undefined;
    return known ? await known(context) : await projectFormatter(name, context);
  } catch {
    return fallback(context);
  }
}

function fallback(context: FormatContext): ModelContent {
  try {
    return markdownFormatter(context);
  } catch {
    return pythonJson(context.toolOutput);
  }
}
