import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadProject } from "./load-project.ts";

const ENV = { LLM_MODEL: "demo", LLM_BASE_URL: "http://llm.invalid", LLM_API_KEY: "token" };
const TOOL = "name: search\ndescription: Finds things.\nbinding: tools.search:search\n";
const SKILL = "---\nname: tables\ndescription: How to make tables.\nlicense: MIT\n---\n\n# Tables\nDo it so.\n";

describe("loading a project", () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), "project-"));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  async function load(files: Record<string, string>, env: Record<string, string> = ENV) {
    const all = { "nexau.json": '{"agents":{"main":"agent.yaml"}}', ...files };
    for (const [path, content] of Object.entries(all)) {
      await mkdir(dirname(join(dir, path)), { recursive: true });
      await writeFile(join(dir, path), content);
    }
    const project = await loadProject({ dir, env });
    return { ...project, agent: project.agents[0], codes: project.issues.map(({ code }) => code) };
  }
  const withYaml = (yaml: string, files: Record<string, string> = {}, env?: Record<string, string>) =>
    load({ "agent.yaml": `llm_config: {}\n${yaml}`, "tools/search.yaml": TOOL, ...files }, env);

  it("gives an agent with its defaults when the YAML says almost nothing", async () => {
    const { agent, issues, warnings } = await withYaml("");

    expect({ issues, warnings }).toEqual({ issues: [], warnings: [] });
    expect(agent).toMatchObject({
      name: "main",
      configuredName: "configured_agent",
      root: "",
      file: "agent.yaml",
      systemPrompt: [],
      tools: [],
      toolCallMode: "structured",
      maxIterations: 100,
      retryAttempts: 5,
      retryBackoffMaxSeconds: 30,
      llm: { model: "demo", apiType: "openai_chat_completion", maxRetries: 3, extraParams: {} },
      sandbox: { outputCharThreshold: 10_000, truncateHeadChars: 5_000, truncateTailChars: 5_000 },
    });
  });

  it("reads the whole of a usual project, paths relative to each YAML", async () => {
    const { agent, issues } = await load(
      {
        "nexau.json": '{"agents":{"shop":"agents/shop/agent.yaml"}}',
        "agents/shop/agent.yaml": `
type: agent
name: shop_agent
system_prompt: prompts/system.md
system_prompt_type: file
system_prompt_suffix: " Bye {{ name }}."
llm_config:
  model: \${env.LLM_MODEL}
  temperature: "\${env.TEMPERATURE}"
  max_tokens: 16000
  stream: true
  reasoning: {effort: high}
  top_k: null
tools:
  - {name: find, yaml_path: "\${this_file_dir}/tools/search.yaml", extra_kwargs: {limit: 3}, colour: red}
skills: ["./skills/tables", {path: ../../shared}]
sub_agents:
  - {name: helper, config_path: helper/agent.yaml}
stop_tools: [find]
context: {city: Oslo}
max_iterations: 80
`,
        "agents/shop/prompts/system.md": "Hello {{ city }}\n",
        "agents/shop/tools/search.yaml": `${TOOL}lazy: true\ninput_schema: {properties: {y: {type: integer}}}\n`,
        "agents/shop/skills/tables/SKILL.md": SKILL,
        "shared/SKILL.md": "\ufeff---\nname: other\ndescription: d\n---\n",
        "agents/shop/helper/agent.yaml": "name: x\ndescription: Helps.\nllm_config: {model: small}\n",
      },
      { ...ENV, TEMPERATURE: "0.5" },
    );

    expect(issues).toEqual([]);
    expect(agent).toMatchObject({
      name: "shop",
      configuredName: "shop_agent",
      root: "agents/shop",
      systemPrompt: [
        { template: "Hello {{ city }}\n", strip: true, cache: true, file: "agents/shop/prompts/system.md" },
      ],
      systemPromptSuffix: " Bye {{ name }}.",
      context: { city: "Oslo" },
      stopTools: ["find"],
      skills: [
        { name: "tables", folder: "agents/shop/skills/tables", detail: "# Tables\nDo it so." },
        { name: "other", folder: "shared", detail: "" },
      ],
      subAgents: [{ name: "helper", configuredName: "helper", description: "Helps.", llm: { model: "small" } }],
    });
    expect(agent?.llm).toMatchObject({
      temperature: 0.5,
      maxTokens: 16000,
      extraParams: { reasoning: { effort: "high" } },
    });
    expect(agent?.tools).toEqual([
      {
        name: "find",
        description: "Finds things.",
        inputSchema: { type: "object", properties: { y: { type: "integer" } } },
        binding: "tools.search:search",
        lazy: false,
        asSkill: false,
        skillDescription: null,
        deferLoading: false,
        searchHint: null,
        disableParallel: false,
        extraKwargs: { limit: 3 },
        formatter: "markdown",
        file: "agents/shop/tools/search.yaml",
      },
    ]);
  });

  it("substitutes as text, before the YAML is read, in comments, too", async () => {
    const { agent, issues } = await withYaml(
      'name: ${env.NAME}\nvariables: {who: {first: Ada, age: 36}}\ndescription: "${variables.who.first} ${variables.who.age}"\nsystem_prompt: See ${this_file_dir}/docs\n',
      {},
      { ...ENV, NAME: "a\nmax_iterations: 7 # x" },
    );
    expect(issues).toEqual([]);
    expect(agent).toMatchObject({ configuredName: "a", maxIterations: 7, description: "Ada 36" });
    expect(agent?.systemPrompt[0]?.template).toBe("See /agent/docs");

    const unset = await withYaml("# ${env.NOPE}\nname: ${env.EMPTY}\n", {}, { ...ENV, EMPTY: "" });
    expect(unset.issues).toEqual([
      { code: "env_unset", file: "agent.yaml", message: expect.stringMatching(/^Line 2: .*NOPE is not set/) },
    ]);
    const wrong = await withYaml("variables: {a: {b: 1}}\nname: ${variables.a} ${variables.z}\n");
    expect(wrong.codes).toEqual(["variable_unknown", "variable_unknown"]);
  });

  it("tells every mistake at once, each with its file and line", async () => {
    const { issues } = await load({
      "agent.yaml": `nmae: x
max_iterations: 0
system_prompt_type: inline
tool_call_mode: magic
tools:
  - {name: a, yaml_path: tools/a.yaml}
  - {name: b, yaml_path: tools/none.yaml}
  - {yaml_path: tools/a.yaml}
skills: [skills/none]
sub_agents: [{name: s, config_path: s.yaml, extra: 1}]
`,
      "tools/a.yaml":
        "name: a\ndescription: d\nbinding: tools.a\ninput_schema: {type: objekt, properties: {ctx: {}}}\nnonsense: 1\n",
    });

    expect(issues.map(({ code, file, message }) => `${code} ${file} ${message}`).sort()).toEqual(
      [
        "agent_yaml_invalid agent.yaml Line 10: `sub_agents.0.extra`: this key is not known.",
        "agent_yaml_invalid agent.yaml Line 1: `nmae`: this key is not known; did you mean `name`?",
        "agent_yaml_invalid agent.yaml Line 2: `max_iterations`: must be at least 1.",
        "agent_yaml_invalid agent.yaml Line 3: `system_prompt_type`: must be one of `string`, `file`, `jinja`.",
        "agent_yaml_invalid agent.yaml Line 4: `tool_call_mode`: must be `structured` or `xml`.",
        'binding_malformed tools/a.yaml Line 3: The binding "tools.a" must read `module:function`.',
        "input_schema_invalid tools/a.yaml Line 4: `input_schema` is not valid JSON Schema: the type of `input_schema` must be `object`.",
        "llm_config_invalid agent.yaml Line 1: `llm_config` is required; it may be as short as `{}`.",
        "parameter_name_reserved tools/a.yaml Line 4: `ctx` is filled in by the framework; name it otherwise.",
        "skill_missing agent.yaml Line 9: The skill folder skills/none is not in the bundle.",
        "tool_entry_invalid agent.yaml Line 8: `tools.2.name`: must be a text.",
        "tool_yaml_invalid tools/a.yaml Line 5: `nonsense`: this key is not known.",
        'tool_yaml_missing agent.yaml Line 7: The tool "b": tools/none.yaml is not in the bundle.',
      ]
        .map((line) => line.replace("?.", "?."))
        .sort(),
    );
  });

  it("never leaves the bundle", async () => {
    const outside = await mkdtemp(join(tmpdir(), "outside-"));
    await writeFile(join(outside, "secret.md"), "secret");
    await symlink(join(outside, "secret.md"), join(dir, "link.md"));
    for (const path of ["../secret.md", "/etc/passwd", "a/../../x", "/agent/../etc/passwd", "nexau.pkg:x.md", "a\\b"]) {
      const { codes } = await withYaml(`system_prompt_type: file\nsystem_prompt: '${path}'\n`);
      expect(codes, path).toEqual(["path_outside_bundle"]);
    }
    const linked = await withYaml("system_prompt_type: file\nsystem_prompt: link.md\n");
    expect(linked.codes).toEqual(["prompt_file_missing"]);
    expect((await withYaml("tools: [{name: a, yaml_path: ../x.yaml}]")).codes).toEqual(["path_outside_bundle"]);
    expect((await withYaml("skills: [/root]")).codes).toEqual(["path_outside_bundle"]);
    expect((await withYaml("sub_agents: [{name: a, config_path: ../x.yaml}]")).codes).toEqual(["path_outside_bundle"]);
    await rm(outside, { recursive: true });
  });

  it("refuses YAML that is broken or made to do harm", async () => {
    const broken = await withYaml("tools: [\n");
    expect(broken.issues[0]).toMatchObject({ code: "yaml_invalid", file: "agent.yaml" });
    expect((await withYaml("name: !!python/object/apply:os.system [id]\n")).codes).toEqual(["yaml_unsafe"]);
    const bomb = `context:\n  a: &a [x,x,x,x,x,x,x,x,x]\n${[..."bcdefghi"]
      .map((key, index) => `  ${key}: &${key} [${Array(9).fill(`*${"abcdefgh"[index]}`).join(",")}]`)
      .join("\n")}`;
    expect((await withYaml(bomb)).codes).toEqual(["yaml_unsafe"]);
    expect((await withYaml("context: {__proto__: {admin: true}}\n")).codes).toEqual(["yaml_unsafe"]);
    expect((await withYaml(`description: ${"x".repeat(600_000)}`)).codes).toEqual(["file_unreadable"]);
  });

  it("does not follow sub-agents in circles", async () => {
    const { issues } = await withYaml("sub_agents: [{name: b, config_path: b.yaml}]", {
      "b.yaml": "llm_config: {}\nsub_agents: [{name: a, config_path: agent.yaml}]\n",
    });
    expect(issues).toEqual([
      {
        code: "sub_agent_cycle",
        file: "b.yaml",
        message: expect.stringContaining("agent.yaml -> b.yaml -> agent.yaml"),
      },
    ]);
  });

  it("refuses what has the same name twice", async () => {
    const entry = "{name: a, yaml_path: tools/search.yaml}";
    expect((await withYaml(`tools: [${entry}, ${entry}]`)).codes).toEqual(["tool_name_duplicate"]);
    const files = { "s1/SKILL.md": SKILL, "s2/SKILL.md": SKILL };
    expect((await withYaml("skills: [s1, s2]", files)).codes).toEqual(["skill_name_duplicate"]);
  });

  it("refuses a skill whose SKILL.md does not say what it is", async () => {
    for (const text of ["# No front matter\n", "---\nname: a\n", "---\nname: a\n---\n", "---\ndescription: a\n---\n"]) {
      expect((await withYaml("skills: [s]", { "s/SKILL.md": text })).codes, text).toEqual(["skill_invalid"]);
    }
    await rm(join(dir, "s/SKILL.md"));
    expect((await withYaml("skills: [s]")).codes).toEqual(["skill_missing"]);
  });

  it("refuses a prompt that is no Jinja template", async () => {
    const { issues } = await withYaml("system_prompt: 'Use {{ for json'\n");
    expect(issues[0]).toMatchObject({ code: "prompt_template_invalid", file: "agent.yaml" });
    const file = await withYaml("system_prompt: p.md\nsystem_prompt_type: jinja\n", { "p.md": "{{ x | sha }}" });
    expect(file.issues[0]).toMatchObject({ code: "prompt_template_invalid", file: "p.md" });
    expect((await withYaml("system_prompt: '{% raw %}{{ {% endraw %}'\n")).codes).toEqual([]);
  });

  it("needs a model from somewhere", async () => {
    expect((await withYaml("", {}, {})).codes).toEqual(["llm_config_invalid"]);
    expect((await withYaml("", {}, { MODEL: "m", LLM_MODEL: "n" })).agent?.llm.model).toBe("m");
  });

  it("names what it does not run instead of passing over it", async () => {
    const { issues, warnings } = await withYaml(
      `
middlewares: [{import: "a.b:C", params: {x: 1}}]
mcp_servers: [{name: github, type: http, url: "https://x"}]
tracers: []
timeout: 5
tool_call_mode: xml
stop_tools: [nothing]
sandbox_config: {type: e2b, work_dir: /home/user, envs: {A: 1}}
tools: [{name: "a b", yaml_path: tools/free.yaml, permissions: {allow: ["*"]}}]
`,
      { "tools/free.yaml": "name: f\ndescription: d\n" },
    );
    expect(issues).toEqual([]);
    expect(warnings.map(({ code }) => code).sort()).toEqual([
      "feature_not_run",
      "feature_not_run",
      "feature_not_run",
      "feature_not_run",
      "field_without_effect",
      "sandbox_config_ignored",
      "stop_tool_unknown",
      "tool_name_unusual",
      "tool_without_binding",
    ]);
    expect(warnings[0]?.message).toContain("a.b:C");
  });

  it("says so when nexau.json names nothing that is there", async () => {
    expect((await load({})).issues[0]).toMatchObject({ code: "agent_yaml_missing", file: "nexau.json" });
    expect((await load({ "nexau.json": "{" })).codes).toEqual(["bundle_manifest_invalid"]);
  });
});
