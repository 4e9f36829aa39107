import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { loadProject } from "./load-project.ts";

const ENV = { LLM_MODEL: "demo", LLM_BASE_URL: "http://llm.invalid", LLM_API_KEY: "token" };

describe("the examples", () => {
  it.each(["bookshop-agent", "minimal-agent"])("%s loads without a word", async (name) => {
    const dir = fileURLToPath(new URL(`../../../../examples/${name}`, import.meta.url));
    expect(await loadProject({ dir, env: ENV })).toMatchObject({ issues: [], warnings: [], agents: [{}] });
  });
});
