import { pythonJson } from "../../events/python-json.ts";
import type { FormatContext } from "./format-context.ts";

/** Which sub-agent answered, under which id it can be asked again, and the answer. */
export function agentFormatter({ toolOutput: result }: FormatContext): string {
  const body = result.result ?? result.error ?? result.message ?? "";
  const name = String(result.sub_agent_name ?? "sub-agent");
  const header = result.sub_agent_id
    ? `Sub-agent ${name} (sub_agent_id: ${String(result.sub_agent_id)})`
    : `Sub-agent ${name}`;
  return `${header}\n\n${typeof body === "string" ? body : pythonJson(body)}`;
}
