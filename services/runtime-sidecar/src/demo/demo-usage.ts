import type { DemoPart } from "./demo-plan.ts";
import type { DemoRequest } from "./demo-request.ts";

const CHARACTERS_PER_TOKEN = 4;

/** Tokens as a real model of that size would count them, roughly. */
export function demoUsage({ characters }: DemoRequest, parts: DemoPart[]) {
  const reasoning = tokens(lengthOf(parts.filter(({ type }) => type === "reasoning")));
  const prompt = tokens(characters);
  const completion = tokens(lengthOf(parts));
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: reasoning },
  };
}

const tokens = (characters: number) => Math.ceil(characters / CHARACTERS_PER_TOKEN);

function lengthOf(parts: DemoPart[]): number {
  return parts.reduce((sum, part) => {
    if (part.type === "tool-call") return sum + part.name.length + part.arguments.length;
    return "text" in part ? sum + part.text.length : sum;
  }, 0);
}
