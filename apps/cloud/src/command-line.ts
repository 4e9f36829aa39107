import { ServiceError } from "@nexau-cloud/platform";

export interface CommandLine {
  /** The one service to run; null for all. */
  service: string | null;
  configFile: string | undefined;
  /** Settings by flag name, without dashes. */
  flags: Record<string, string>;
}

/** Reads `[serve <service>] [--config <file>] [--edge.port 9000 | --edge.port=9000] ...`. */
export function parseCommandLine(argv: string[]): CommandLine {
  const flags: Record<string, string> = {};
  const words: string[] = [];
  for (let rest = [...argv]; rest.length > 0; ) {
    const [word = "", next, ...others] = rest;
    const [, name, text] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
    if (name === undefined) {
      words.push(word);
      rest = rest.slice(1);
    } else if (text !== undefined) {
      flags[name] = text;
      rest = rest.slice(1);
    } else if (next === undefined || next.startsWith("--")) {
      throw usage(`--${name} needs a value.`);
    } else {
      flags[name] = next;
      rest = others;
    }
  }
  const { config: configFile, ...settings } = flags;
  return { service: serviceOf(words), configFile, flags: settings };
}

function serviceOf(words: string[]): string | null {
  const [command, service, ...more] = words;
  if (command === undefined) return null;
  if (command === "serve" && service !== undefined && more.length === 0) return service;
  throw usage(`${words.join(" ")} is not understood.`);
}

const usage = (problem: string) =>
  new ServiceError(
    "invalid_argument",
    "command_line_invalid",
    `${problem} Usage: [serve <service>] [--config <file>] [--<setting> <value>] ...`,
  );
