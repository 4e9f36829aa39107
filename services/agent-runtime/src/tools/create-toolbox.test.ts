import { ServiceError } from "@nexau-cloud/platform";
import { describe, expect, it } from "vitest";
import { createLocalSandbox } from "../sandbox/local-sandbox.fixture.ts";
import { agentWith, stateWith, toolboxFor, toolWith } from "./agent.fixture.ts";
import { createToolbox } from "./create-toolbox.ts";

const BUILTIN = "nexau.archs.tool.builtin";
const todo = toolWith({
  name: "TodoWrite",
  binding: `${BUILTIN}.session_tools:write_todos`,
  inputSchema: { type: "object", properties: { todos: { type: "array" } }, required: ["todos"] },
});

/** Fails a test that starts a sandbox without need. */
const noSandbox = () => Promise.reject(new ServiceError("unavailable", "sandbox_unavailable", "No sandbox here."));
function toolbox(agent: Parameters<typeof agentWith>[0]) {
  const box = createToolbox({ agent: agentWith(agent), state: stateWith(), env: {}, sandbox: noSandbox });
  const call = (name: string, input: unknown = {}) =>
    box.execute(
      { id: "c", name, arguments: typeof input === "string" ? input : JSON.stringify(input) },
      new AbortController().signal,
    );
  return { ...box, call };
}

describe("the toolbox", () => {
  it("offers tools by the names of the agent's entries, skills in the description of LoadSkill", async () => {
    const box = toolbox({
      tools: [todo, toolWith({ name: "deep", description: "Long.", asSkill: true, skillDescription: "Short." })],
      skills: [{ name: "tables", description: "Makes tables.", detail: "# How", folder: "skills/tables" }],
    });
    const offers = box.offers();
    expect(offers.map(({ name }) => name)).toEqual(["TodoWrite", "deep", "LoadSkill"]);
    expect(offers[1]?.description).toBe("Short.");
    expect(offers[2]?.description).toContain(
      "<SkillBrief>\nSkill Name: tables\nSkill Folder: /agent/skills/tables\nSkill Brief Description: Makes tables.\n</SkillBrief>",
    );

    const loaded = await box.call("LoadSkill", { skill_name: "tables" });
    expect(loaded.modelContent).toContain("<SkillDetail># How</SkillDetail>");
    expect(loaded.modelContent).toContain("<SkillFolder>/agent/skills/tables</SkillFolder>");
    expect((await box.call("LoadSkill", { skill_name: "deep" })).modelContent).toContain("Long.");
    const unknown = await box.call("LoadSkill", { skill_name: "none" });
    expect(unknown).toMatchObject({ isError: false, rawOutput: { error_type: "ValueError", tool_name: "LoadSkill" } });
  });

  it("has no LoadSkill without skills, nor in place of the project's own", () => {
    expect(toolbox({ tools: [todo] }).offers()).toHaveLength(1);
    const own = toolWith({ name: "LoadSkill", description: "Mine." });
    const skills = [{ name: "s", description: "d", detail: "", folder: "s" }];
    expect(toolbox({ tools: [own], skills }).offers()).toEqual([expect.objectContaining({ description: "Mine." })]);
  });

  it("hides deferred tools until a search finds them, but carries them out all the same", async () => {
    const deferred = (name: string, description: string, searchHint: string | null = null) =>
      toolWith({ name, description, searchHint, deferLoading: true, binding: `${BUILTIN}:complete_task` });
    const box = toolbox({
      tools: [deferred("sendMail", "Sends."), deferred("read_mail", "Reads.", "inbox"), deferred("x", "mail")],
    });
    expect(box.offers().map(({ name }) => name)).toEqual(["ToolSearch"]);
    expect((await box.call("x", { result: 1 })).isError).toBe(false);

    const found = await box.call("ToolSearch", { query: "+mail inbox", max_results: 1 });
    expect(found.modelContent).toMatch(/^Found 1 tool\(s\):\n- read_mail: Reads\.\n/);
    expect(box.offers().map(({ name }) => name)).toEqual(["read_mail", "ToolSearch"]);
    expect((await box.call("ToolSearch", { query: "nothing" })).modelContent).toContain("No tools found");
  });

  it("marks only an unknown tool and invalid arguments as errors", async () => {
    const box = toolbox({ tools: [todo, toolWith({ name: "hollow" })] });
    expect(await box.call("nope", { a: 1 })).toMatchObject({
      isError: true,
      modelContent: "Tool 'nope' not found",
      rawOutput: { error: "Tool 'nope' not found" },
      input: { a: 1 },
    });
    expect(await box.call("TodoWrite", {})).toMatchObject({
      isError: true,
      modelContent: "Invalid parameters for tool 'TodoWrite': 'todos' is a required property",
    });
    expect(await box.call("hollow")).toMatchObject({ isError: false, rawOutput: { error_type: "ValueError" } });
  });

  it("takes what the model says before what the YAML presets", async () => {
    const tool = toolWith({
      name: "done",
      binding: `${BUILTIN}:complete_task`,
      extraKwargs: { result: "preset", by: "yaml" },
    });
    const { input } = await toolbox({ tools: [tool] }).call("done", { result: "model" });
    expect(input).toEqual({ result: "model", by: "yaml" });
  });

  it("takes todos with description and with content", async () => {
    const box = toolbox({ tools: [todo] });
    const todos = [
      { description: "first", status: "completed" },
      { id: "2", content: "second", status: "in_progress", priority: "high" },
    ];
    expect((await box.call("TodoWrite", { todos })).modelContent).toBe(
      "Successfully updated the todo list. The current list is now:\n1. [completed] first\n2. [in_progress] second",
    );
    const wrong = await box.call("TodoWrite", { todos: [{ status: "pending" }] });
    expect(wrong.rawOutput).toMatchObject({ error: { type: "INVALID_PARAMETER" } });
    const two = [
      { content: "a", status: "in_progress" },
      { content: "b", status: "in_progress" },
    ];
    expect((await box.call("TodoWrite", { todos: two })).rawOutput).toMatchObject({
      error: { type: "INVALID_PARAMETER" },
    });
  });

  it("ends the run with a stop tool's result, marked for the events and the model", async () => {
    const complete = toolWith({ name: "complete_task", binding: `${BUILTIN}.session_tools:complete_task` });
    const box = toolbox({ tools: [complete, todo], stopTools: ["complete_task", "TodoWrite"] });
    const done = await box.call("complete_task", { result: "All is well." });
    expect(done.finalText).toBe("All is well.");
    expect(done.rawOutput._is_stop_tool).toBe(true);
    expect(done.modelContent).toContain("- `_is_stop_tool`: true");

    const other = await box.call("TodoWrite", { todos: [{ content: "ä", status: "pending" }] });
    expect(JSON.parse(String(other.finalText))).toMatchObject({ content: expect.stringContaining("ä") });
    expect(other.finalText).not.toContain("_is_stop_tool");
  });

  it("lets a crashing stop tool stop the run, and one that reports an error not", async () => {
    await using sandbox = await createLocalSandbox({
      "t.py":
        "def crash():\n    raise ValueError('x')\ndef report():\n    return {'status': 'error', 'why': 'y'}\ndef value():\n    return {'a': 1}\n",
    });
    const names = ["crash", "report", "value"];
    const agent = agentWith({ tools: names.map((name) => toolWith({ name, binding: `t:${name}` })), stopTools: names });
    await using box = toolboxFor(sandbox, agent);
    expect((await box.call("crash")).finalText).toContain('"error": "x"');
    const report = await box.call("report");
    expect(report).toMatchObject({ finalText: null, rawOutput: { status: "error", why: "y" } });
    expect((await box.call("value")).finalText).toBe('{\n    "a": 1\n}');
  });

  it("tells the model when there is no sandbox, instead of failing the run", async () => {
    const shell = toolWith({ name: "Shell", binding: `${BUILTIN}.shell_tools:run_shell_command` });
    const outcome = await toolbox({ tools: [shell, toolWith({ name: "py", binding: "a:b" })] }).call("Shell", {
      command: "ls",
    });
    expect(outcome).toMatchObject({
      isError: false,
      rawOutput: { error: "No sandbox here.", error_type: "sandbox_unavailable" },
    });
  });

  it("knows which tools run alone", () => {
    const box = toolbox({ tools: [todo, toolWith({ name: "alone", disableParallel: true })] });
    expect([box.isSerial("alone"), box.isSerial("TodoWrite"), box.isSerial("nope")]).toEqual([true, false, false]);
  });
});
