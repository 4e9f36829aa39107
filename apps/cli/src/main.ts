import { homedir } from "node:os";
import { join } from "node:path";
import { createCredentialStore } from "./credentials.ts";
import { createProgram } from "./program.ts";
import { createInterrupts } from "./terminal/interrupts.ts";
import { createOutput } from "./terminal/output.ts";
import { createPrompt } from "./terminal/prompt.ts";

const { env, stdin, stdout, stderr } = process;
const configHome = env.XDG_CONFIG_HOME ?? join(homedir(), ".config");
const interrupts = createInterrupts(process);

process.exitCode = await createProgram({
  credentials: createCredentialStore(
    env.NEXAU_CLOUD_CREDENTIALS ?? join(configHome, "nexau-cloud", "credentials.json"),
  ),
  outputFor: (json) => createOutput({ stdout, stderr, color: Boolean(stdout.isTTY) && !env.NO_COLOR }, json),
  prompt: createPrompt(stdin, stderr),
  interrupts,
  environment: env,
  stdin,
}).run(process.argv.slice(2));
interrupts[Symbol.dispose]();
