import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLocalSandbox, type LocalSandbox } from "../../sandbox/local-sandbox.fixture.ts";
import { agentWith, stateWith, type TestToolbox, toolboxFor, toolWith } from "../agent.fixture.ts";
import { checkBindings } from "../check-bindings.ts";

const TOOLS = `
import asyncio, dataclasses, os, sys, threading, time
from nexau.archs.main_sub.agent_state import AgentState
from nexau.archs.main_sub.framework_context import FrameworkContext
from nexau.archs.sandbox import BaseSandbox

def add(a, b=2):
    return a + b

def table(rows: int = 1):
    return {"rows": [{"n": n, "x": float("nan")} for n in range(rows)], "name": "täble"}

@dataclasses.dataclass
class Point:
    x: int
    tags: set

def point():
    return Point(1, {"a"})

async def later(text):
    await asyncio.sleep(0)
    return [text]

def noisy():
    print("printed on stdout")
    os.system("echo from a child")
    os.write(1, b"raw")
    return "quiet"

def fail():
    raise KeyError("missing")

def leave():
    sys.exit(3)

def die():
    os._exit(7)

def remember(value, agent_state: AgentState, ctx: FrameworkContext):
    seen = agent_state.get_global_value("list", [])
    seen.append(value)
    agent_state.set_global_value("list", seen)
    agent_state.context.set("last", value)
    agent_state.global_storage.delete("old")
    return {"agent": agent_state.agent_name, "tool": ctx.tool_name, "variable": agent_state.get_variable("who"), "seen": len(seen)}

def storage(global_storage):
    with global_storage.lock_key("n"):
        global_storage.set("n", global_storage.get("n", 0) + 1)
    return global_storage.get("n")

def in_sandbox(sandbox: BaseSandbox):
    result = sandbox.execute_bash("echo $GREETING; exit 4")
    sandbox.write_file("notes/a.txt", "text")
    return {"out": result.stdout, "code": result.exit_code, "status": result.status.value, "text": sandbox.read_file("notes/a.txt").content}

def meet(barrier=threading.Barrier(2)):
    return barrier.wait(20)

def beside():
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data.txt")
    with open(path, "a") as file:
        file.write("x")
    with open("tools.py") as file:
        assert "def beside" in file.read()
    return open(path).read()

def huge():
    return "x" * 9_000_000

def flood():
    for _ in range(2000):
        print("y" * 1000)
    os._exit(1)

def hang():
    print("hanging", flush=True)
    time.sleep(3600)

def shout(context):
    return context.tool_name.upper() + ": " + context.tool_output["result"]
`;

describe("the tool host", () => {
  let sandbox: LocalSandbox;
  let tools: TestToolbox;
  const names = [...TOOLS.matchAll(/^(?:async )?def (\w+)/gm)].map((match) => String(match[1]));
  const agent = agentWith({
    tools: names.map((name) => toolWith({ name, binding: `tools:${name}` })),
    sandbox: { ...agentWith({}).sandbox, envs: { GREETING: "hello" } },
  });

  beforeEach(async () => {
    sandbox = await createLocalSandbox({ "tools.py": TOOLS });
    const variables = { template: {}, runtime_vars: { who: "Ada" }, sandbox_env: {} };
    tools = toolboxFor(sandbox, agent, stateWith({ variables, globalStorage: { old: 1, list: ["a"] } }));
  });
  afterEach(async () => {
    await tools[Symbol.asyncDispose]();
    await sandbox[Symbol.asyncDispose]();
  });
  const raw = async (name: string, input = {}) => (await tools.call(name, input)).rawOutput;

  it("calls functions and makes an object of what they return", async () => {
    expect(await raw("add", { a: 1 })).toEqual({ result: 3 });
    expect(await raw("table", { rows: 1 })).toEqual({ rows: [{ n: 0, x: "nan" }], name: "täble" });
    expect(await raw("point")).toEqual({ x: 1, tags: ["a"] });
    expect(await raw("later", { text: "t" })).toEqual({ result: ["t"] });
    expect(sandbox.started).toBe(1);
  });

  it("keeps what a tool prints out of the protocol", async () => {
    expect(await raw("noisy")).toEqual({ result: "quiet" });
    expect(await raw("add", { a: 1 })).toEqual({ result: 3 });
  });

  it("gives an exception as a result that names the tool and its own lines", async () => {
    const outcome = await tools.call("fail");
    expect(outcome.isError).toBe(false);
    expect(outcome.rawOutput).toMatchObject({ error: "'missing'", error_type: "KeyError", tool_name: "fail" });
    expect(outcome.rawOutput.traceback).toMatch(/tools\.py", line \d+, in fail/);
    expect(outcome.rawOutput.traceback).not.toContain("nexau_host");
    expect(await raw("add", { a: 1, nope: 2 })).toMatchObject({ error_type: "TypeError" });
    expect(await raw("leave")).toMatchObject({ error_type: "SystemExit", error: "3" });
  });

  it("injects state by the names of parameters, and takes back what a tool changed", async () => {
    expect(await raw("remember", { value: "b", agent_state: "forged" })).toEqual({
      agent: "main",
      tool: "remember",
      variable: "Ada",
      seen: 2,
    });
    expect(tools.state.globalStorage).toEqual({ list: ["a", "b"] });
    expect(tools.state.context).toEqual({ last: "b" });

    tools.state.globalStorage.list = [];
    tools.state.globalStorage.n = 41;
    expect(await raw("remember", { value: "c" })).toMatchObject({ seen: 1 });
    expect(await raw("storage")).toEqual({ result: 42 });
    expect(tools.state.globalStorage).toEqual({ list: ["c"], n: 42 });
  });

  it("gives tools the sandbox that they are in", async () => {
    expect(await raw("in_sandbox")).toEqual({ out: "hello\n", code: 4, status: "error", text: "text" });
  });

  it("runs the calls of one answer at the same time", async () => {
    const [first, second] = await Promise.all([raw("meet"), raw("meet")]);
    expect([first?.result, second?.result].sort()).toEqual([0, 1]);
  });

  it("lets a tool write beside its code, for the life of the session", async () => {
    expect(await raw("beside")).toEqual({ result: "x" });
    await using next = toolboxFor(sandbox, agent);
    expect((await next.call("beside")).rawOutput).toEqual({ result: "xx" });
    expect(await sandbox.stat(`${sandbox.agentDir}/data.txt`)).toBeUndefined();
  });

  it("says that the process died and has a fresh one for the next call", async () => {
    expect(await raw("die")).toMatchObject({
      error: expect.stringContaining("exit status 7"),
      error_type: "ToolHostDied",
      tool_name: "die",
    });
    const flood = await raw("flood");
    expect(flood).toMatchObject({ error_type: "ToolHostDied" });
    expect(String(flood.traceback).length).toBeLessThan(40_000);
    expect(await raw("add", { a: 1 })).toEqual({ result: 3 });
    expect(sandbox.started).toBe(3);
  });

  it("refuses a result that is too large to be kept", async () => {
    expect(await raw("huge")).toMatchObject({ error_type: "ResultTooLarge" });
  });

  it("kills a tool that hangs when the run is stopped", async () => {
    const stop = new AbortController();
    const hanging = tools.call("hang", {}, stop.signal);
    await raw("add", { a: 1 });
    stop.abort(new Error("stopped"));
    await expect(hanging).rejects.toThrow("stopped");
    expect(await raw("add", { a: 1 })).toEqual({ result: 3 });
  });

  it("formats with the project's own function, and without it when it fails", async () => {
    const formatted = agentWith({
      tools: [
        toolWith({ name: "add", binding: "tools:add", formatter: "tools:shout" }),
        toolWith({ name: "later", binding: "tools:later", formatter: "tools:nothing" }),
        toolWith({ name: "noisy", binding: "tools:noisy", formatter: "tools:shout" }),
      ],
    });
    await using own = toolboxFor(sandbox, formatted);
    expect((await own.call("noisy")).modelContent).toBe("NOISY: quiet");
    expect((await own.call("add", { a: 1 })).modelContent).toBe("3");
    expect((await own.call("later", { text: "t" })).modelContent).toBe('["t"]');
  });

  it("leaves no process behind when it is closed", async () => {
    await raw("add", { a: 1 });
    await tools.toolbox.close();
    await expect(raw("add", { a: 1 })).resolves.toMatchObject({ error: "the tool host is closed" });
  });
});

describe("checking bindings", () => {
  const check = async (files: Record<string, string>, ...bindings: string[]) => {
    await using sandbox = await createLocalSandbox(files);
    const tools = bindings.map((binding, index) => toolWith({ name: `t${index}`, binding }));
    return await checkBindings(agentWith({ root: "shop", tools }), sandbox, { KEY: "value" });
  };

  it("finds modules below the agent's folder, with and without a package, with the project's variables", async () => {
    const files = {
      "shop/tools/sql.py":
        "import os\nfrom tools.other import X\nassert os.environ['KEY'] == 'value'\ndef run(): ...\n",
      "shop/tools/other.py": "X = 1\n",
      "shop/flat.py": "class Maker:\n    def build(self): ...\n",
    };
    expect(await check(files, "tools.sql:run", "flat:Maker.build", "./flat.py:Maker")).toEqual([]);
  });

  it("says what Python says, for each tool", async () => {
    const files = { "shop/a.py": "import not_there\n", "shop/b.py": "def f(:\n", "shop/c.py": "x = 1\n" };
    const issues = await check(files, "a:f", "b:f", "c:f", "c:x", "none:f");
    expect(issues.map(({ code, file }) => `${code} ${file}`)).toEqual(
      [0, 1, 2, 3, 4].map((index) => `binding_import_failed tools/t${index}.yaml`),
    );
    expect(issues.map(({ message }) => message)).toEqual([
      expect.stringMatching(/"a:f".*ModuleNotFoundError: No module named 'not_there'[\s\S]*a\.py", line 1/),
      expect.stringMatching(/SyntaxError/),
      expect.stringMatching(/AttributeError: module 'c' has no attribute 'f'/),
      expect.stringMatching(/TypeError: 'c:x' is not callable/),
      expect.stringMatching(/ModuleNotFoundError: No module named 'none'/),
    ]);
  });

  it("survives a module that ends the process", async () => {
    const issues = await check(
      { "shop/a.py": "import os\nprint('bye')\nos._exit(9)\n", "shop/b.py": "def f(): ...\n" },
      "a:f",
      "b:f",
    );
    expect(issues).toHaveLength(1);
    expect(issues[0]?.message).toMatch(/exit status 9[\s\S]*bye/);
  });

  it("refuses a ctx that is something else, and built-in tools that there are none of", async () => {
    const files = {
      "shop/a.py":
        "from nexau.archs.main_sub.framework_context import FrameworkContext\ndef good(ctx: FrameworkContext): ...\ndef bad(ctx: dict): ...\n",
    };
    const issues = await check(
      files,
      "a:good",
      "a:bad",
      "nexau.archs.tool.builtin:nope",
      "nexau.archs.tool.builtin.file_tools:glob",
    );
    expect(issues.map(({ message }) => message)).toEqual([
      expect.stringContaining("has no attribute 'nope'"),
      expect.stringContaining("must be a FrameworkContext, not dict"),
    ]);
  });
});
