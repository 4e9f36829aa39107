import type { Message } from "@nexau-cloud/contracts";

/** The messages that one agent has seen and said, system prompts excluded. What is appended is written before it counts. */
export interface Transcript {
  messages(): Message[];
  /** Model calls made in this run, those of earlier attempts included. */
  readonly completedIterations: number;
  append(messages: Message[]): Promise<void>;
  /** An assistant message that ends a model call. */
  appendAnswer(message: Message): Promise<void>;
}

export interface TranscriptDeps {
  messages: Message[];
  completedIterations: number;
  /** Stores messages for good; a transcript that lives in memory only does nothing here. */
  write(messages: Message[], completedIterations: number): Promise<void>;
}

export function createTranscript({ messages, completedIterations, write }: TranscriptDeps): Transcript {
  const all = [...messages];
  let iterations = completedIterations;

  async function append(added: Message[]): Promise<void> {
    if (added.length === 0) return;
    all.push(...added);
    await write(added, iterations);
  }

  return {
    messages: () => all,
    get completedIterations() {
      return iterations;
    },
    append,
    appendAnswer: (message) => {
      iterations++;
      return append([message]);
    },
  };
}
