import { describe, expect, it } from "vitest";
import { toolWith } from "../agent.fixture.ts";
import { coerceArguments } from "./coerce-arguments.ts";
import { parseArguments } from "./parse-arguments.ts";
import { validateArguments } from "./validate-arguments.ts";

describe("arguments that a model wrote", () => {
  it.each([
    ["", {}],
    ['{"a": 1}', { a: 1 }],
    ['{"a": 1,}', { a: 1 }],
    ["{'a': True, 'b': None}", { a: true, b: null }],
    ['{"a": "unfinished', { a: "unfinished" }],
    ["[1, 2]", { _: [1, 2] }],
    ["42", { _: 42 }],
    ["null", { _: null }],
    ["hopeless", { raw_arguments: "hopeless" }],
    ['{"__proto__": {"admin": true}, "a": 1}', { a: 1 }],
  ])("%s become an object", (text, expected) => {
    expect(parseArguments(text)).toEqual(expected);
  });

  it("are coerced by the type that the schema gives them", () => {
    const type = (name: unknown) => ({ type: name });
    const properties = {
      yes: type("boolean"),
      no: type("boolean"),
      maybe: type("boolean"),
      count: type("integer"),
      half: type("integer"),
      rate: type("number"),
      json: type("array"),
      words: type("array"),
      map: type("object"),
      broken: type("object"),
      text: type("string"),
      either: type(["string", "integer"]),
      optional: type(["integer", "null"]),
    };
    const given = {
      yes: "On",
      no: "0",
      maybe: "perhaps",
      count: "12",
      half: "1.5",
      rate: "1e3",
      json: "[1, 2]",
      words: "a, b",
      map: '{"k": 1}',
      broken: "{",
      text: "7",
      either: "7",
      optional: "7",
      undeclared: "7",
      already: 3,
    };
    expect(coerceArguments(given, { type: "object", properties })).toEqual({
      yes: true,
      no: false,
      maybe: "perhaps",
      count: 12,
      half: "1.5",
      rate: 1000,
      json: [1, 2],
      words: ["a", "b"],
      map: { k: 1 },
      broken: "{",
      text: "7",
      either: "7",
      optional: 7,
      undeclared: "7",
      already: 3,
    });
  });

  const tool = toolWith({
    name: "find",
    inputSchema: {
      type: "object",
      properties: {
        query: { type: "string" },
        limit: { type: "integer", maximum: 5 },
        pattern: { pattern: "(?P<a>x)" },
      },
      required: ["query"],
      additionalProperties: false,
    },
  });

  it("are validated as far as the schema declares them", () => {
    const plain = toolWith({
      ...tool,
      inputSchema: { ...tool.inputSchema, properties: { query: {}, limit: { maximum: 5 } } },
    });
    expect(validateArguments(plain, { query: "x", unknown: 1 })).toBeUndefined();
    expect(validateArguments(plain, {})).toBe("Invalid parameters for tool 'find': 'query' is a required property");
    expect(validateArguments(plain, { query: "x", limit: 6 })).toBe(
      "Invalid parameters for tool 'find': limit must be <= 5",
    );
  });

  it("cannot keep the process busy with a pattern that takes for ever", () => {
    const pattern = (value: string) => ({ type: "object", properties: { a: { type: "string", pattern: value } } });
    const slow = toolWith({ name: "slow", inputSchema: pattern("^(a+)+$") });
    expect(validateArguments(slow, { a: `${"a".repeat(40)}!` })).toBeUndefined();
    const plain = toolWith({ name: "plain", inputSchema: pattern("^a+$") });
    expect(validateArguments(plain, { a: "aa" })).toBeUndefined();
    expect(validateArguments(plain, { a: "ab" })).toContain("a must match pattern");
  });

  it("are let through where the schema cannot be compiled here", () => {
    expect(validateArguments(tool, {})).toBeUndefined();
  });
});
