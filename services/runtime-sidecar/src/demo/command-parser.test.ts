import { describe, expect, it } from "vitest";
import { parseCommands } from "./command-parser.ts";

const run = (command: string) => ({ type: "run", command });
const call = (tool: string, args = {}) => ({ tool, arguments: args, problem: undefined });

describe("commands to the demo model", () => {
  it.each([
    ["run ls -la", [run("ls -la")]],
    ["RUN ls", [run("ls")]],
    ["$ echo $HOME", [run("echo $HOME")]],
    ["$echo hi", [run("echo hi")]],
    ["think about it", [{ type: "think", text: "about it" }]],
    ["long", [{ type: "long", sentences: 100 }]],
    ["long 3", [{ type: "long", sentences: 3 }]],
    ["wait 2", [{ type: "wait", seconds: 2 }]],
    ["fail", [{ type: "fail", status: 500 }]],
    ["fail 429", [{ type: "fail", status: 429 }]],
    ["fail 200", [{ type: "fail", status: 500 }]],
    ["skill data-report", [{ type: "skill", name: "data-report" }]],
    ["help", [{ type: "help" }]],
    ["call look", [{ type: "call", calls: [call("look")] }]],
    ['call look {"a": "} then run x"}', [{ type: "call", calls: [call("look", { a: "} then run x" })] }]],
    [
      'parallel a {"x":1} b {"y":{"z":2}}',
      [{ type: "call", calls: [call("a", { x: 1 }), call("b", { y: { z: 2 } })] }],
    ],
  ])("understands %s", (message, expected) => {
    expect(parseCommands(message)).toEqual(expected);
  });

  it("takes several one after the other, by lines or by then", () => {
    expect(parseCommands('run a\nthen call b {"c":\n1}\nthink d then wait 1, then $ e')).toEqual([
      run("a"),
      { type: "call", calls: [call("b", { c: 1 })] },
      { type: "think", text: "d" },
      { type: "wait", seconds: 1 },
      run("e"),
    ]);
  });

  it("leaves shell syntax alone that uses the same words", () => {
    expect(parseCommands("run if true; then echo yes; fi")).toEqual([run("if true; then echo yes; fi")]);
    expect(parseCommands("run cat <<END\nhello\nEND")).toEqual([run("cat <<END\nhello\nEND")]);
  });

  it("skips a greeting before the first command", () => {
    expect(parseCommands("Hello there\nrun ls")).toEqual([run("ls")]);
  });

  it.each(["Hello", "please run ls", "running late", "longer", "", "你好", "help-desk"])(
    "finds none in %j",
    (message) => {
      expect(parseCommands(message)).toEqual([]);
    },
  );

  it.each(["call look {broken", 'call look {"a":', "call look {'a': 1}"])("says what is wrong with %s", (message) => {
    expect(parseCommands(message)).toMatchObject([
      { type: "call", calls: [{ tool: "look", problem: expect.any(String) }] },
    ]);
  });
});
