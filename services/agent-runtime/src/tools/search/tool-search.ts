import type { ToolDefinition } from "@nexau-cloud/agent-spec";
import type { ToolOffer } from "../toolbox.ts";

export const TOOL_SEARCH = "ToolSearch";
const DEFAULT_RESULTS = 5;

export const toolSearchOffer: ToolOffer = {
  name: TOOL_SEARCH,
  description:
    "Search for tools that are not listed yet. Matching tools become available from the next turn on. " +
    "Put a + before a word that must be in the tool's name.",
  inputSchema: {
    type: "object",
    properties: {
      query: { type: "string", description: "What the tool should do, or its name." },
      max_results: { type: "integer", description: "At most so many tools.", default: DEFAULT_RESULTS },
    },
    required: ["query"],
  },
};

/** The deferred tools that fit best, the best first; equals stay in their order. */
export function searchTools(tools: ToolDefinition[], query: string, maxResults = DEFAULT_RESULTS): ToolDefinition[] {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "" && word !== "+");
  const required = words.filter((word) => word.startsWith("+")).map((word) => word.slice(1));
  const wanted = words.map((word) => word.replace(/^\+/, ""));
  return tools
    .filter(({ name }) => required.every((word) => name.toLowerCase().includes(word)))
    .map((tool) => ({ tool, score: wanted.reduce((sum, word) => sum + scoreOf(tool, word), 0) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, Math.max(1, maxResults))
    .map(({ tool }) => tool);
}

export function searchReport(found: ToolDefinition[], query: string): string {
  if (found.length === 0) return `No tools found for query: ${query}`;
  const entries = found.map(({ name, description }) => `- ${name}: ${description}`);
  return [`Found ${found.length} tool(s):`, ...entries, "These tools are available from the next turn on."].join("\n");
}

function scoreOf({ name, description, searchHint }: ToolDefinition, word: string): number {
  const lowerName = name.toLowerCase();
  const parts = name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[\s_\-.:]+/);
  let score = 0;
  if (parts.includes(word)) score += 10;
  else if (parts.some((part) => part.includes(word))) score += 5;
  else if (lowerName.includes(word)) score += 3;
  if (searchHint?.toLowerCase().includes(word)) score += 4;
  if (description.toLowerCase().includes(word)) score += 2;
  return score;
}
