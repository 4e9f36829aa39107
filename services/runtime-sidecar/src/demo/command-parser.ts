import type { DemoCommand, NamedCall } from "./demo-command.ts";
import { scanJsonObject } from "./scan-json.ts";

const WORDS = ["run", "call", "parallel", "skill", "think", "long", "wait", "fail", "help"];
const COMMAND_START = new RegExp(`^(?:(\\$)\\s*(?=\\S)|(${WORDS.join("|")})(?![\\p{L}\\p{N}_-]))[ \\t]*`, "iu");
/** A line end or the word "then", where it stands before another command: `if true; then ls; fi` stays whole. */
const SEPARATOR = new RegExp(
  `[ \\t]*(?:\\r?\\n\\s*(?:then\\s+)?|[,;]?\\s+then\\s+)(?=\\$\\s*\\S|(?:${WORDS.join("|")})(?![\\p{L}\\p{N}_-]))`,
  "iu",
);
const LIMITS = { sentences: 10_000, seconds: 3_600 };

/** The commands in a message, in order; none for a message that does not contain any. */
export function parseCommands(message: string): DemoCommand[] {
  const commands: DemoCommand[] = [];
  let rest = message.trim();
  if (!COMMAND_START.test(rest)) rest = afterSeparator(rest, 0);
  while (rest) {
    const start = COMMAND_START.exec(rest);
    if (!start) break;
    const word = start[1] ? "run" : (start[2] ?? "").toLowerCase();
    const body = rest.slice(start[0].length);
    const end = word === "call" || word === "parallel" ? endOfCalls(body) : endOfText(body, 0);
    commands.push(toCommand(word, body.slice(0, end).trim()));
    rest = afterSeparator(body, end);
  }
  return commands;
}

function toCommand(word: string, body: string): DemoCommand {
  switch (word) {
    case "run":
      return { type: "run", command: body };
    case "call":
    case "parallel":
      return { type: "call", calls: parseCalls(body) };
    case "skill":
      return { type: "skill", name: body };
    case "think":
      return { type: "think", text: body };
    case "long":
      return { type: "long", sentences: numberIn(body, 100, LIMITS.sentences) };
    case "wait":
      return { type: "wait", seconds: numberIn(body, 5, LIMITS.seconds) };
    case "fail":
      return { type: "fail", status: statusIn(body) };
    default:
      return { type: "help" };
  }
}

/** `<tool> <json> <tool> <json> ...`; a tool without JSON is called with no arguments. */
function parseCalls(body: string): NamedCall[] {
  const calls: NamedCall[] = [];
  let rest = body;
  for (let name = /^\s*([^\s{]+)\s*/.exec(rest); name; name = /^\s*([^\s{]+)\s*/.exec(rest)) {
    rest = rest.slice(name[0].length);
    const json = scanJsonObject(rest);
    calls.push({ tool: name[1] ?? "", arguments: json.value, problem: json.problem });
    rest = rest.slice(json.length);
  }
  return calls;
}

/** Calls end at a separator outside their JSON. */
function endOfCalls(body: string): number {
  let at = 0;
  for (;;) {
    const end = endOfText(body, at);
    const brace = body.indexOf("{", at);
    if (brace === -1 || brace > end) return end;
    at = brace + Math.max(1, scanJsonObject(body.slice(brace)).length);
  }
}

function endOfText(text: string, from: number): number {
  const found = SEPARATOR.exec(text.slice(from));
  return found ? from + found.index : text.length;
}

function afterSeparator(text: string, from: number): string {
  const found = SEPARATOR.exec(text.slice(from));
  return found ? text.slice(from + found.index + found[0].length) : "";
}

function numberIn(text: string, fallback: number, most: number): number {
  const number = Number.parseInt(text, 10);
  return Number.isNaN(number) ? fallback : Math.min(Math.max(number, 0), most);
}

function statusIn(text: string): number {
  const status = numberIn(text, 500, 599);
  return status >= 400 ? status : 500;
}
