import { z } from "zod";
import { definePlainTool } from "./builtin-tool.ts";
import { toolError } from "./tool-error.ts";

const Question = z.object({
  question: z.string().min(1),
  header: z.string().max(32).default(""),
  type: z.enum(["choice", "text", "yesno"]).default("choice"),
  options: z
    .array(z.object({ label: z.string(), description: z.string().default("") }))
    .min(2)
    .max(4)
    .nullish(),
  multiSelect: z.boolean().nullish(),
  placeholder: z.string().nullish(),
});

/** Says that it waits and returns at once: used as a stop tool, it hands the questions to whoever reads the run. */
export const askUser = definePlainTool("ask_user", { questions: z.unknown() }, async ({ questions }) => {
  const parsed = z.array(Question).min(1).safeParse(questions);
  if (!parsed.success) return toolError("INVALID_PARAMETER", z.prettifyError(parsed.error));
  const withoutOptions = parsed.data.find(({ type, options }) => type === "choice" && !options);
  if (withoutOptions) {
    return toolError(
      "INVALID_PARAMETER",
      `The question ${JSON.stringify(withoutOptions.question)} needs 2 to 4 options.`,
    );
  }
  return {
    content: "Waiting for the user to answer.",
    returnDisplay: "Waiting for user response",
    questions: parsed.data,
  };
});
