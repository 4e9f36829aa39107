import { describe, expect, it } from "vitest";
import type { AgentDefinition, PromptBlock } from "../agent-definition.ts";
import { renderSystemPrompt } from "./render-system-prompt.ts";
import { renderTemplate } from "./render-template.ts";
import { templateProblem } from "./template-problem.ts";

const block = (template: string, strip = false): PromptBlock => ({ template, strip, cache: true, file: null });
const agentWith = (systemPrompt: PromptBlock[], more: Partial<AgentDefinition> = {}): AgentDefinition => ({
  name: "main",
  configuredName: "shop",
  description: null,
  file: "agent.yaml",
  root: "",
  systemPrompt,
  systemPromptSuffix: null,
  tools: [],
  skills: [],
  subAgents: [],
  stopTools: [],
  llm: {
    model: "m",
    apiType: "openai_chat_completion",
    temperature: null,
    maxTokens: null,
    topP: null,
    frequencyPenalty: null,
    presencePenalty: null,
    timeoutSeconds: null,
    maxRetries: 3,
    streamIdleTimeoutMs: 1,
    connectTimeoutMs: 1,
    additionalDropParams: [],
    extraParams: {},
  },
  toolCallMode: "structured",
  maxIterations: 1,
  retryAttempts: 1,
  retryBackoffMaxSeconds: 1,
  context: {},
  sandbox: { workDir: null, envs: {}, outputCharThreshold: 1, truncateHeadChars: 1, truncateTailChars: 1 },
  ...more,
});
const input = { now: new Date("2026-01-02T03:04:05Z"), workDir: "/home/user", context: {}, variables: {} };

describe("the system prompt", () => {
  it("is a template whatever its type; only files are stripped", () => {
    const agent = agentWith([block(" {{ agent_name }} \n\n"), block("\n in {{ working_directory }} \n", true)]);
    expect(renderSystemPrompt({ ...input, agent })).toEqual([
      { text: " shop \n", cache: true },
      { text: "in /home/user", cache: true },
    ]);
  });

  it("takes each name from the last that gives it", () => {
    const agent = agentWith([block("{{ a }}{{ b }}{{ c }}{{ date }}")], { context: { a: 1, b: 1, c: 1, date: "D" } });
    const text = renderSystemPrompt({ ...input, agent, context: { b: 2, c: 2 }, variables: { c: "3" } })[0]?.text;
    expect(text).toBe("123D");
  });

  it("ends with the suffix as it is written, and has a default", () => {
    const agent = agentWith([], { systemPromptSuffix: " {{ untouched }}" });
    const [only] = renderSystemPrompt({ ...input, agent });
    expect(only?.text).toMatch(/^You are shop, an AI agent .* \{\{ untouched \}\}$/);
  });

  it("names the file when it cannot be rendered", () => {
    const agent = agentWith([{ ...block("{{ 1 + [] }}"), file: "prompts/p.md" }]);
    expect(() => renderSystemPrompt({ ...input, agent })).toThrow(/prompts\/p\.md/);
  });
});

describe("templates", () => {
  it.each([
    [
      "undefined is empty",
      "[{{ x }}{{ x.y }}{{ x | upper }}{{ x | length }}{% for i in x %}{{ i }}{% endfor %}{{ 'a' ~ x }}]",
      "[0a]",
    ],
    ["a newline at the end goes", "a\n\n", "a\n"],
    ["newlines after blocks go", "{% if true %}\nyes\n{% endif %}\nend", "yes\nend"],
    ["indentation before blocks goes", "a\n   {% if true %}\n  b\n   {% endif %}\n", "a\n  b\n"],
    ["a tag on the line keeps what follows", "{{ 'a' }}  {% if true %}b{% endif %}", "a  b"],
    ["expressions keep theirs", "a\n  {{ 'b' }}\nc", "a\n  b\nc"],
    ["raw text stays", "{% raw %}{{ a }} {% if %} {# c #}\n{% endraw %}\nend", "{{ a }} {% if %} {# c #}\nend"],
    ["braces of JSON stay", '{"a": {"b": {}}}', '{"a": {"b": {}}}'],
    ["comments go", "a{# x {{ y }} #}b", "ab"],
    ["quotes hide what ends a tag", "{{ '}}' }}{{ '{{' }}", "}}{{"],
  ])("%s", (_name, template, expected) => {
    expect(renderTemplate(template, {})).toBe(expected);
  });

  it("says what is wrong before anything is rendered", () => {
    for (const template of [
      "{{",
      "{{ }}",
      "{{ a",
      "{% if a %}",
      "{% nope %}",
      "{# a",
      "{% include 'x' %}",
      "{% raw %}",
    ]) {
      expect(templateProblem(template), template).toContain("{% raw %}");
    }
    expect(templateProblem("{{ a | nope }}")).toContain('"nope"');
    expect(templateProblem("{{ a | d('x') | upper }}")).toBeUndefined();
  });

  it("cannot keep the process busy or fill its memory", () => {
    const endless = "{% for i in range(9999) %}{% for j in range(9999) %}x{% endfor %}{% endfor %}";
    expect(() => renderTemplate(endless, {})).toThrow("too many steps");
    expect(() => renderTemplate("{{ range(100000000) }}", {})).toThrow("range()");
    const spaces = " ".repeat(300_000);
    expect(renderTemplate(`a${spaces}b{% raw %}${spaces}{% endraw %}`, {})).toBe(`a${spaces}b${spaces}`);
    expect(() => renderTemplate(`{{ a${spaces}}}`, {})).toThrow("white space");
    expect(renderTemplate("{{ a }}\n".repeat(40_000), { a: "x" })).toHaveLength(79_999);
    const doubling =
      "{% set n = namespace(a='xxxxxxxx') %}{% for i in range(40) %}{% set n.a = n.a ~ n.a %}{% endfor %}";
    expect(() => renderTemplate(doubling, {})).toThrow("too long");
  });

  it("lets the context use the names of globals, and reaches nothing of ours", () => {
    expect(renderTemplate("{{ range }}{{ namespace }}", { range: "r", namespace: "n" })).toBe("rn");
    expect(renderTemplate("{{ x.constructor }}{{ ''.__proto__ }}{{ f }}", { x: {}, f: () => "secret" })).toBe("");
  });
});
