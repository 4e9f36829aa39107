/** One thing that the demo model was told to do. */
export type DemoCommand =
  | { type: "run"; command: string }
  | { type: "call"; calls: NamedCall[] }
  | { type: "skill"; name: string }
  | { type: "think"; text: string }
  | { type: "long"; sentences: number }
  | { type: "wait"; seconds: number }
  | { type: "fail"; status: number }
  | { type: "help" };

/** `problem` says why the text behind the tool's name is no JSON object. */
export interface NamedCall {
  tool: string;
  arguments: Record<string, unknown>;
  problem: string | undefined;
}
