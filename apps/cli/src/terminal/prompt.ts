import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";

/** Asks on the terminal; refuses where there is none, naming the option to use instead. */
export interface Prompt {
  ask(question: string, option: string): Promise<string>;
  askSecret(question: string, option: string): Promise<string>;
}

export function createPrompt(stdin: NodeJS.ReadStream, stderr: NodeJS.WriteStream): Prompt {
  function demandTerminal(option: string): void {
    if (!stdin.isTTY) throw new Error(`There is no terminal to ask on: give ${option}.`);
  }
  return {
    async ask(question, option) {
      demandTerminal(option);
      const lines = createInterface({ input: stdin, output: stderr });
      try {
        return (await lines.question(`${question}: `)).trim();
      } finally {
        lines.close();
      }
    },
    async askSecret(question, option) {
      demandTerminal(option);
      stderr.write(`${question}: `);
      const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
      const lines = createInterface({ input: stdin, output: silent, terminal: true });
      try {
        return await lines.question("");
      } finally {
        lines.close();
        stderr.write("\n");
      }
    },
  };
}
