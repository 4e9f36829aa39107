import type { BuiltinTool } from "./builtin-tool.ts";
import { toolError } from "./tool-error.ts";

const unavailable = (name: string): BuiltinTool => ({
  needsSandbox: false,
  run: async () =>
    toolError("TOOL_NOT_AVAILABLE", `${name} is not available on this cloud yet. Go on without searching the web.`),
});

/** Named in many projects; a clear answer is better than a version that cannot be activated. */
export const webTools: Record<string, BuiltinTool> = Object.fromEntries(
  ["google_web_search", "web_fetch", "web_search", "web_read"].map((name) => [name, unavailable(name)]),
);
