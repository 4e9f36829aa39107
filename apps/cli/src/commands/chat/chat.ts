import { userInfo } from "node:os";
import { createInterface } from "node:readline/promises";
import { text } from "node:stream/consumers";
import type { AgentClient } from "@nexau-cloud/sdk";
import type { Command } from "commander";
import { RunFailedError, UsageError } from "../../cli-error.ts";
import { agentClient, type Context } from "../../context.ts";
import type { Action } from "../../program.ts";
import { keysOf } from "../keys/kept-keys.ts";
import { findProject } from "../projects/find-project.ts";
import { runChatTurn } from "./chat-turn.ts";

export interface ChatOptions {
  project?: string;
  tag?: string;
  session?: string;
  user: string;
  agent?: string;
}

export function registerChat(program: Command, action: Action): void {
  program
    .command("chat [message]")
    .description("talk to an agent: one message, or a conversation when there is none; Ctrl-C stops the run")
    .option("--project <name or id>", "whose agent (default: the project used last)")
    .option("--tag <tag>", "version (default: the one activated last)")
    .option("--session <id>", "go on with this session (default: a new one)")
    .option("--user <distinct id>", "end user in whose name to talk", userInfo().username)
    .option("--agent <name>", "which agent of a project with several")
    .action(action(chat));
}

async function chat(context: Context, message: string | undefined, options: ChatOptions): Promise<void> {
  const project = await findProject(context, options.project);
  const agent = agentClient(context, await keysOf(context, project));
  const single = message ?? (context.stdin.isTTY ? undefined : (await text(context.stdin)).trim());
  if (single === "") throw new UsageError("There is nothing to say: give a message.");
  const session = options.session ?? (await agent.createSession(options.user)).session_id;
  if (!options.session) context.output.note(context.output.style("dim", `session ${session}`));
  const say = (words: string) => turn(context, agent, { session, words, options });
  if (single === undefined) await converse(context, say);
  else await say(single);
}

async function turn(
  context: Context,
  agent: AgentClient,
  { session, words, options }: { session: string; words: string; options: ChatOptions },
): Promise<void> {
  const end = await runChatTurn(context, {
    agent,
    input: {
      session_id: session,
      distinct_id: options.user,
      messages: [{ role: "user", content: words }],
      ...(options.tag ? { version_tag: options.tag } : {}),
      ...(options.agent ? { agent: options.agent } : {}),
    },
  });
  if (end.state === "failed") throw new RunFailedError(end.code, end.message);
  if (end.state === "cut") throw new RunFailedError("stream_cut", "The stream ended before the run did.");
}

async function converse(context: Context, say: (words: string) => Promise<void>): Promise<void> {
  context.output.note(context.output.style("dim", "Ctrl-C stops an answer, Ctrl-D ends the conversation."));
  const lines = createInterface({ input: context.stdin, output: process.stderr, prompt: "you: " });
  lines.on("SIGINT", () => process.emit("SIGINT"));
  // Between answers there is nothing to stop: the first Ctrl-C clears the line, a second one in a row ends.
  let clearedBefore = false;
  using _interrupt = context.onInterrupt(() => {
    if (clearedBefore) return lines.close();
    clearedBefore = true;
    lines.write(null, { ctrl: true, name: "u" });
    context.output.note(context.output.style("dim", "\n(Ctrl-C again or Ctrl-D ends the conversation)"));
    lines.prompt();
  });
  lines.prompt();
  for await (const line of lines) {
    clearedBefore = false;
    if (line.trim() !== "") {
      await say(line.trim()).catch((error: unknown) => {
        context.output.note(context.output.style("red", error instanceof Error ? error.message : String(error)));
      });
    }
    lines.prompt();
  }
}
