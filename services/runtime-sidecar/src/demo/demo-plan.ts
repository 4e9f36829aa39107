import { parseCommands } from "./command-parser.ts";
import type { DemoCommand } from "./demo-command.ts";
import type { DemoRequest } from "./demo-request.ts";
import {
  badJson,
  calling,
  createSay,
  done,
  echo,
  help,
  intro,
  noShell,
  notOffered,
  reported,
  type Say,
  waiting,
} from "./demo-texts.ts";
import { shellCall } from "./offered-tools.ts";

/** What an answer consists of. An answer ends with its tool calls, if it has any. */
export type DemoPart =
  | { type: "text"; text: string }
  /** Text that is written at the configured pace. */
  | { type: "slow-text"; text: string }
  | { type: "reasoning"; text: string }
  | { type: "wait"; seconds: number }
  | { type: "fail"; status: number }
  | { type: "tool-call"; name: string; arguments: string };

const RESULT_CHARACTERS = 4_000;

/**
 * The answer to a request. Nothing is remembered from one request to the next: how far the commands have been carried out
 * is told by the tool calls that stand in the conversation since the question.
 */
export function planAnswer(request: DemoRequest): DemoPart[] {
  const say = createSay(request.question);
  const commands = parseCommands(request.question);
  const rest = remaining(commands, request);
  const parts: DemoPart[] = [paragraph(say(intro))];
  for (const { name, text } of request.rounds.at(-1)?.results ?? []) {
    parts.push(paragraph(say(reported(name, shortened(text)))));
  }
  for (const command of rest) {
    const step = toParts(command, request, say);
    parts.push(...step);
    if (callsTools(step)) return parts;
  }
  if (commands.length === 0) parts.push(paragraph(say(echo(request.question))), paragraph(say(help)));
  else if (request.rounds.length > 0) parts.push(paragraph(say(done)));
  return parts;
}

/** Commands behind the last one whose tool calls have been made. */
function remaining(commands: DemoCommand[], request: DemoRequest): DemoCommand[] {
  let rounds = request.rounds.length;
  let at = 0;
  for (; rounds > 0 && at < commands.length; at++) {
    const command = commands[at];
    if (command && callsTools(toParts(command, request, createSay("")))) rounds--;
  }
  return commands.slice(at);
}

function toParts(command: DemoCommand, request: DemoRequest, say: Say): DemoPart[] {
  switch (command.type) {
    case "run": {
      const call = shellCall(request.tools, command.command);
      return call ? toolCalls([call], say) : [paragraph(say(noShell))];
    }
    case "call":
      return namedCalls(command.calls, request, say);
    case "skill": {
      const skill = { tool: "LoadSkill", arguments: { skill_name: command.name }, problem: undefined };
      return namedCalls([skill], request, say);
    }
    case "think":
      return [{ type: "reasoning", text: command.text }];
    case "long":
      return sentences(command.sentences);
    case "wait":
      return [paragraph(say(waiting(command.seconds))), { type: "wait", seconds: command.seconds }];
    case "fail":
      return [{ type: "fail", status: command.status }];
    case "help":
      return [paragraph(say(help))];
  }
}

type NamedCalls = Extract<DemoCommand, { type: "call" }>["calls"];

/** All of them or none: a tool that is not there, or JSON that is none, is answered in words. */
function namedCalls(calls: NamedCalls, { tools }: DemoRequest, say: Say): DemoPart[] {
  if (calls.length === 0) return [paragraph(say(help))];
  const offered = tools.map(({ name }) => name);
  const complaints = calls.flatMap(({ tool, problem }) => {
    if (!offered.includes(tool)) return [paragraph(say(notOffered(tool, offered)))];
    return problem ? [paragraph(say(badJson(tool, problem)))] : [];
  });
  return complaints.length > 0 ? complaints : toolCalls(calls, say);
}

function toolCalls(calls: { tool: string; arguments: Record<string, unknown> }[], say: Say): DemoPart[] {
  return [
    paragraph(say(calling(calls.map(({ tool }) => tool)))),
    ...calls.map((call) => ({
      type: "tool-call" as const,
      name: call.tool,
      arguments: JSON.stringify(call.arguments),
    })),
  ];
}

function sentences(count: number): DemoPart[] {
  return Array.from({ length: count }, (_, index) => ({
    type: "slow-text" as const,
    text: `This is sentence ${index + 1} of ${count}.${index + 1 === count ? "\n\n" : " "}`,
  }));
}

const callsTools = (parts: DemoPart[]) => parts.some(({ type }) => type === "tool-call");

const paragraph = (text: string): DemoPart => ({ type: "text", text: `${text}\n\n` });

function shortened(text: string): string {
  const trimmed = text.trim();
  return trimmed.length <= RESULT_CHARACTERS ? trimmed : `${trimmed.slice(0, RESULT_CHARACTERS)}...`;
}
