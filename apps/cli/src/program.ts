import { Command, CommanderError } from "commander";
import packageJson from "../package.json" with { type: "json" };
import { reportError, UsageError } from "./cli-error.ts";
import { registerAuth } from "./commands/auth/auth.ts";
import { registerChat } from "./commands/chat/chat.ts";
import { registerStop } from "./commands/chat/stop.ts";
import { registerCloud } from "./commands/cloud/cloud.ts";
import { registerDeploy } from "./commands/deploy/deploy.ts";
import { registerEnv } from "./commands/env/env.ts";
import { registerKeys } from "./commands/keys/keys.ts";
import { registerProjects } from "./commands/projects/projects.ts";
import { registerRuns } from "./commands/runs/runs.ts";
import type { Context } from "./context.ts";
import type { CredentialStore } from "./credentials.ts";
import type { Interrupts } from "./terminal/interrupts.ts";
import type { Output } from "./terminal/output.ts";
import type { Prompt } from "./terminal/prompt.ts";

export interface ProgramDeps {
  credentials: CredentialStore;
  outputFor: (json: boolean) => Output;
  prompt: Prompt;
  interrupts: Interrupts;
  environment: Record<string, string | undefined>;
  stdin: NodeJS.ReadStream;
}

/** Wraps a command's body: makes its context, and lets thrown errors reach the one place that prints them. */
export type Action = <Arguments extends unknown[]>(
  body: (context: Context, ...args: Arguments) => Promise<void>,
) => (...args: Arguments) => Promise<void>;

interface GlobalOptions {
  url?: string;
  token?: string;
  json: boolean;
}

const DEFAULT_URL = "http://localhost:8080";

export function createProgram(deps: ProgramDeps) {
  const { credentials, environment } = deps;
  const { version } = packageJson;
  const program = new Command("nexau-cloud")
    .description("Run a cloud for AI agents, deploy agents to it and talk to them.")
    .option("--url <url>", "the cloud to talk to (NEXAU_CLI_URL)")
    .option("--token <token>", "personal access token (NEXAU_CLI_TOKEN)")
    .option("--json", "print results as JSON, one value a line", false)
    .version(version, "-V, --version")
    .configureOutput({ outputError: () => undefined })
    .exitOverride();

  function contextOf(): Context {
    const options = program.opts<GlobalOptions>();
    const baseUrl = toBaseUrl(options.url ?? environment.NEXAU_CLI_URL ?? credentials.url() ?? DEFAULT_URL);
    return {
      baseUrl,
      token: options.token ?? environment.NEXAU_CLI_TOKEN ?? credentials.read(baseUrl).token,
      credentials,
      output: deps.outputFor(options.json),
      prompt: deps.prompt,
      get signal() {
        return deps.interrupts.signal;
      },
      onInterrupt: deps.interrupts.handle,
      environment,
      stdin: deps.stdin,
    };
  }

  const action: Action =
    (body) =>
    async (...args) =>
      body(contextOf(), ...args);

  registerCloud(program, action);
  registerAuth(program, action);
  registerProjects(program, action);
  registerDeploy(program, action);
  registerChat(program, action);
  registerStop(program, action);
  registerRuns(program, action);
  registerEnv(program, action);
  registerKeys(program, action);
  inheritExitOverride(program);

  return {
    /** Carries out one command line; resolves to the exit code. */
    async run(argv: string[]): Promise<number> {
      try {
        await program.parseAsync(argv, { from: "user" });
        return Number(process.exitCode ?? 0);
      } catch (error) {
        const { json, url } = program.opts<GlobalOptions>();
        const output = deps.outputFor(json);
        const baseUrl = url ?? environment.NEXAU_CLI_URL ?? credentials.url() ?? DEFAULT_URL;
        if (!(error instanceof CommanderError)) return reportError(error, output, baseUrl);
        // Help and version are no mistakes, and are printed already.
        if (error.exitCode === 0) return 0;
        if (error.code === "commander.help") return 2;
        return reportError(new UsageError(error.message.replace(/^error: /, "")), output, baseUrl);
      }
    },
  };
}

/** commander copies `exitOverride` only to subcommands made through it, not to those added later by name. */
function inheritExitOverride(command: Command): void {
  for (const child of command.commands) {
    child.copyInheritedSettings(command);
    inheritExitOverride(child);
  }
}

function toBaseUrl(url: string): string {
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
    throw new UsageError(`${url} is not the address of a cloud. Give one such as ${DEFAULT_URL}.`);
  }
  return url.replace(/\/+$/, "");
}
