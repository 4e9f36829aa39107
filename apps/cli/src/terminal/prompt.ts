import { createInterface, type Interface } from "node:readline/promises";
import { Writable } from "node:stream";
import { UsageError } from "../cli-error.ts";

/** Asks on the terminal; refuses where there is none, naming the option to use instead. */
export interface Prompt {
  ask(question: string, option: string): Promise<string>;
  askSecret(question: string, option: string): Promise<string>;
}

export function createPrompt(stdin: NodeJS.ReadStream, stderr: NodeJS.WriteStream): Prompt {
  function demandTerminal(option: string): void {
    if (!stdin.isTTY) throw new UsageError(`There is no terminal to ask on: give ${option}.`);
  }
  return {
    async ask(question, option) {
      demandTerminal(option);
      const answer = await questionOn(createInterface({ input: stdin, output: stderr }), `${question}: `);
      return answer.trim();
    },
    async askSecret(question, option) {
      demandTerminal(option);
      stderr.write(`${question}: `);
      const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
      try {
        return await questionOn(createInterface({ input: stdin, output: silent, terminal: true }), "");
      } finally {
        stderr.write("\n");
      }
    },
  };
}

/** Ctrl-C and Ctrl-D in place of an answer end the command. */
async function questionOn(lines: Interface, question: string): Promise<string> {
  const { promise: givenUp, reject } = Promise.withResolvers<never>();
  lines.once("close", () => reject(new DOMException("No answer was given.", "AbortError")));
  try {
    return await Promise.race([lines.question(question), givenUp]);
  } finally {
    lines.close();
  }
}
