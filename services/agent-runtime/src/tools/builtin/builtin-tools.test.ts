import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLocalSandbox, type LocalSandbox } from "../../sandbox/local-sandbox.fixture.ts";
import { agentWith, type TestToolbox, toolboxFor, toolWith } from "../agent.fixture.ts";
import { findBuiltin } from "./builtin-tools.ts";

const NAMES = [
  "read_file",
  "write_file",
  "replace",
  "list_directory",
  "glob",
  "search_file_content",
  "run_shell_command",
  "background_task_manage_tool",
  "run_code_tool",
  "multiedit_tool",
  "apply_patch",
  "save_memory",
  "read_many_files",
  "google_web_search",
];

describe("built-in tools", () => {
  let sandbox: LocalSandbox;
  let tools: TestToolbox;
  const agent = agentWith({
    tools: NAMES.map((name) => toolWith({ name, binding: `nexau.archs.tool.builtin:${name}` })),
    sandbox: {
      workDir: null,
      envs: { WHO: "Ada" },
      outputCharThreshold: 400,
      truncateHeadChars: 50,
      truncateTailChars: 60,
    },
  });

  beforeEach(async () => {
    sandbox = await createLocalSandbox();
    tools = toolboxFor(sandbox, agent);
  });
  afterEach(async () => {
    await tools[Symbol.asyncDispose]();
    await sandbox[Symbol.asyncDispose]();
  });
  const raw = async (name: string, input = {}) => (await tools.call(name, input)).rawOutput;
  const text = async (name: string, input = {}) => String((await raw(name, input)).content);
  const home = (path: string) => join(sandbox.homeDir, path);
  async function file(path: string, content: string): Promise<string> {
    await mkdir(join(home(path), ".."), { recursive: true });
    await writeFile(home(path), content);
    return home(path);
  }

  it("bind at the package, its sub-packages and their modules", () => {
    for (const module of ["", ".file_tools", ".file_tools.read_file"]) {
      expect(findBuiltin(`nexau.archs.tool.builtin${module}:read_file`)).toBeDefined();
    }
    expect(findBuiltin("nexau.archs.tool.builtin.file_tools:nope")).toBeUndefined();
    expect(findBuiltin("nexau.archs.tool.builtin:constructor")).toBeUndefined();
    expect(findBuiltin("my.tools:read_file")).toBeUndefined();
  });

  it("report what a call of the Python function would", async () => {
    expect(await raw("read_file", {})).toMatchObject({
      error_type: "TypeError",
      error: expect.stringContaining("'file_path'"),
    });
    const unknown = await raw("glob", { pattern: "*", wrong: 1 });
    expect(unknown.error).toBe("glob() got an unexpected keyword argument 'wrong'");
  });

  it("read_file numbers lines, pages, and cuts long ones", async () => {
    await file("a.txt", `one\r\n${"x".repeat(2100)}\nthree\n`);
    expect(await text("read_file", { file_path: "a.txt", limit: 1 })).toBe(
      "[Showing lines 1-1 of 3 total lines. To read more, use offset: 1.]\n\n     1| one",
    );
    expect(await text("read_file", { file_path: home("a.txt"), offset: 1, limit: 2 })).toMatch(
      /\n {5}2\| x{2000}\.\.\. \[truncated\]\n {5}3\| three$/,
    );
  });

  it("read_file says why it does not read", async () => {
    await file("bin", "a\0b");
    await file("p.png", "png");
    const type = async (file_path: string) => ((await raw("read_file", { file_path })).error as { type: string }).type;
    expect(await type("none")).toBe("FILE_NOT_FOUND");
    expect(await type(".")).toBe("PATH_IS_DIRECTORY");
    expect(await type("bin")).toBe("BINARY_FILE");
    expect(await type("p.png")).toBe("DO_NOT_SUPPORT_VISUAL");
    await file("large", "x".repeat(10 * 1024 * 1024 + 1));
    expect(await type("large")).toBe("FILE_TOO_LARGE");
    const image = await tools.call("read_file", { file_path: "p.png", enable_visual: true });
    expect(image.modelContent).toEqual([{ type: "image", base64: "cG5n", mime_type: "image/png", detail: "auto" }]);
  });

  it("write_file makes folders, keeps CRLF and shows the change", async () => {
    const created = await raw("write_file", { file_path: "deep/er/a.txt", content: "new\n" });
    expect(created.content).toBe(`Successfully created and wrote to new file: ${home("deep/er/a.txt")}.`);
    await file("dos.txt", "a\r\nb\r\n");
    const over = await raw("write_file", { file_path: "dos.txt", content: "a\nc\n" });
    expect(over.content).toContain("overwrote");
    expect(await readFile(home("dos.txt"), "utf8")).toBe("a\r\nc\r\n");
    expect(over.returnDisplay).toMatchObject({
      isNewFile: false,
      newContent: "a\nc\n",
      diffStat: { added: 1, removed: 1 },
    });
    expect(await raw("write_file", { file_path: "deep", content: "" })).toMatchObject({
      error: { type: "TARGET_IS_DIRECTORY" },
    });
  });

  it("replace finds text exactly, else by lines, else by tokens", async () => {
    await file("a.py", "def f(a):\n    if a:\n        return 1\n");
    const replace = (old_string: string, new_string: string, more = {}) =>
      raw("replace", { file_path: "a.py", old_string, new_string, ...more });
    expect(await replace("return 1", "return 2")).toMatchObject({
      content: expect.stringContaining("(1 replacements)"),
    });
    await replace("if a:\n  return 2", "if a:\n    return 3");
    expect(await readFile(home("a.py"), "utf8")).toBe("def f(a):\n    if a:\n        return 3\n");
    await replace("def f( a ) :", "def g(b):");
    expect(await readFile(home("a.py"), "utf8")).toBe("def g(b):\n    if a:\n        return 3\n");

    const type = async (...args: Parameters<typeof replace>) =>
      ((await replace(...args)).error as { type: string }).type;
    expect(await type("nowhere", "x")).toBe("EDIT_NO_OCCURRENCE_FOUND");
    expect(await type("r", "s")).toBe("EDIT_EXPECTED_OCCURRENCE_MISMATCH");
    expect(await type("if", "if")).toBe("EDIT_NO_CHANGE");
    expect(await type("", "x")).toBe("ATTEMPT_TO_CREATE_EXISTING_FILE");
    expect(await raw("replace", { file_path: "none", old_string: "a", new_string: "b" })).toMatchObject({
      error: { type: "FILE_NOT_FOUND" },
    });
    await raw("replace", { file_path: "made.txt", old_string: "", new_string: "made $& here" });
    expect(await readFile(home("made.txt"), "utf8")).toBe("made $& here");
  });

  it("list_directory shows folders first", async () => {
    await file("b.txt", "");
    await file("a/x", "");
    await file(".hidden", "");
    expect(await text("list_directory", { dir_path: ".", ignore: ["b*"] })).toBe(
      `Directory listing for ${sandbox.homeDir}:\n[DIR] a\n.hidden\n\n(1 ignored)`,
    );
    expect(await raw("list_directory", { dir_path: "b.txt" })).toMatchObject({
      error: { type: "PATH_IS_NOT_A_DIRECTORY" },
    });
  });

  it("glob finds files newest first, whatever their names", async () => {
    await file("src/a.ts", "");
    await file("src/deep/B.TS", "");
    await file("src/$(touch pwned) 'x'.ts", "");
    await file("node_modules/c.ts", "");
    await file(".nexau/agents/d/e.ts", "");
    await tools.call("run_shell_command", {
      command: "touch -d 2001-01-01 src/a.ts; touch -d 2002-01-01 src/deep/B.TS",
    });
    const lines = (await text("glob", { pattern: "**/*.ts" })).split("\n").slice(1);
    expect(lines).toEqual([home("src/$(touch pwned) 'x'.ts"), home("src/deep/B.TS"), home("src/a.ts")]);
    expect(await text("glob", { pattern: "src/*.{ts,js}", case_sensitive: true })).toContain("Found 2 file(s)");
    expect(await raw("glob", { pattern: "*", dir_path: "nope" })).toMatchObject({
      error: { type: "DIRECTORY_NOT_FOUND" },
    });
    expect(await sandbox.stat(home("pwned"))).toBeUndefined();
  });

  it("search_file_content groups matches by file, ignoring case", async () => {
    await file("a.py", "Hello 12\nno\nhello 3\n");
    await file("b.md", "hello\n");
    const found = await text("search_file_content", { pattern: "hello \\d+", include: "*.py" });
    expect(found).toContain("Found 2 matches");
    expect(found).toContain("---\nFile: a.py\nL1: Hello 12\nL3: hello 3\n---");
    expect(await text("search_file_content", { pattern: "zzz" })).toContain("No matches found");
    expect(await raw("search_file_content", { pattern: "(" })).toMatchObject({ error: { type: "INVALID_PATTERN" } });
  });

  it("run_shell_command says output, errors and exit code", async () => {
    expect(await raw("run_shell_command", { command: "echo $WHO; pwd" })).toMatchObject({
      content: `Output: Ada\n${sandbox.homeDir}\nExit Code: 0`,
      exit_code: 0,
      interrupted: false,
      timed_out: false,
      truncated: false,
    });
    expect((await raw("run_shell_command", { command: "true" })).content).toBe("Output: (empty)\nExit Code: 0");
    expect(await raw("run_shell_command", { command: "echo no >&2; exit 3" })).toMatchObject({
      content: "Output: (empty)\nError: no\nExit Code: 3",
      error: { type: "SHELL_EXECUTE_ERROR", message: "Command exited with code: 3" },
    });
    expect(await raw("run_shell_command", { command: "sleep 60", timeout_ms: 50 })).toMatchObject({
      timed_out: true,
      error: { message: "Command timed out after 50 ms" },
    });
  });

  it("run_shell_command cleans and cuts what it prints, and keeps all of it in a file", async () => {
    const coloured = await text("run_shell_command", {
      command: "printf '\\033[31mred\\033[0m\\n10%%\\r99%%\\rdone\\n'",
    });
    expect(coloured).toContain("Output: red\ndone\n");
    const long = await raw("run_shell_command", { command: "seq 1 1000" });
    expect(long.content).toMatch(/^Output: 1\n2\n[\s\S]*characters omitted[\s\S]*1000\nExit Code: 0\n/);
    expect(long.truncated).toBe(true);
    expect(await readFile(String(long.stdout_file), "utf8")).toMatch(/^1\n[\s\S]*\n1000\n$/);
  });

  it("run_shell_command is not limited by the length of a command", async () => {
    const long = await raw("run_shell_command", {
      command: `cat > big.txt <<'END'\n${"x".repeat(200_000)}\nEND\nwc -c < big.txt`,
    });
    expect(long.content).toContain("200001");
  });

  it("run_shell_command gives what there is when it is stopped, and leaves nothing running", async () => {
    const stop = new AbortController();
    const running = tools.call("run_shell_command", { command: "echo begun; touch begun; sleep 600" }, stop.signal);
    while (!(await sandbox.stat(home("begun")))) await new Promise((resolve) => setImmediate(resolve));
    stop.abort(new Error("stopped"));
    expect((await running).rawOutput).toMatchObject({
      interrupted: true,
      content: expect.stringContaining("Output: begun"),
    });
  });

  it("background tasks go on, can be asked about and ended", async () => {
    const started = await raw("run_shell_command", {
      command: "echo $WHO; mkfifo gate; cat gate; exit 5",
      is_background: true,
    });
    const [pid] = started.backgroundPids as [number];
    const status = () => raw("background_task_manage_tool", { action: "status", pid: `${pid}.0` });
    expect(await status()).toMatchObject({ status: "running", pid, action: "status", exit_code: null });
    await raw("run_shell_command", {
      command:
        "until [ -p gate ]; do :; done; echo go > gate; until [ -e /tmp/nexau_background_tasks/" +
        pid +
        "/exit_code ]; do :; done",
    });
    expect(await status()).toMatchObject({ status: "error", exit_code: 5, stdout: "Ada\ngo\n" });

    const endless = (await raw("run_shell_command", { command: "sleep 600", is_background: true })).backgroundPids as [
      number,
    ];
    expect(await raw("background_task_manage_tool", { action: "list" })).toMatchObject({ status: "success" });
    expect(await raw("background_task_manage_tool", { action: "kill", pid: endless[0] })).toMatchObject({
      status: "success",
    });
    expect(await raw("background_task_manage_tool", { action: "status", pid: endless[0] })).toMatchObject({
      status: "error",
      exit_code: -1,
    });
    expect(await raw("background_task_manage_tool", { action: "kill", pid: 999_999_999 })).toMatchObject({
      status: "not_found",
    });
  });

  it("run_code_tool runs Python", async () => {
    expect(await raw("run_code_tool", { code_block: "print(6 * 7)" })).toMatchObject({
      status: "success",
      stdout: "42\n",
    });
    expect(await raw("run_code_tool", { code_block: "1 / 0" })).toMatchObject({
      status: "error",
      error_type: "ZeroDivisionError",
      exit_code: 1,
    });
    expect(await raw("run_code_tool", { code_block: "while True: pass", timeout: 100 })).toMatchObject({
      status: "timeout",
    });
  });

  it("multiedit_tool applies all edits or none", async () => {
    const path = await file("a.txt", "one two two\n");
    const edit = (edits: unknown[]) => raw("multiedit_tool", { file_path: path, edits });
    const failed = await edit([
      { old_string: "one", new_string: "1" },
      { old_string: "two", new_string: "2" },
    ]);
    expect(failed).toMatchObject({ status: "error", error: expect.stringContaining("2 times") });
    expect(await readFile(path, "utf8")).toBe("one two two\n");
    await edit([
      { old_string: "one", new_string: "1" },
      { old_string: "two", new_string: "2", replace_all: true },
    ]);
    expect(await readFile(path, "utf8")).toBe("1 2 2\n");
  });

  it("apply_patch adds, changes, moves and deletes", async () => {
    await file("a.txt", "one\ntwo\nthree\n");
    await file("gone.txt", "x\n");
    const patch = [
      "*** Begin Patch",
      "*** Add File: new/b.txt",
      "+hello",
      "*** Update File: a.txt",
      "*** Move to: moved.txt",
      "@@ one",
      "-two",
      "+2",
      " three",
      "*** Delete File: gone.txt",
      "*** End Patch",
    ].join("\n");
    expect(await text("apply_patch", { input: patch })).toBe(
      "Success. Updated the following files:\nA new/b.txt\nM moved.txt\nD gone.txt",
    );
    expect(await readFile(home("moved.txt"), "utf8")).toBe("one\n2\nthree\n");
    expect(await sandbox.stat(home("gone.txt"))).toBeUndefined();
    expect(await sandbox.stat(home("a.txt"))).toBeUndefined();
    expect(await raw("apply_patch", { input: "nonsense" })).toMatchObject({ error: { type: "INVALID_PATCH" } });
    const unknown = "*** Begin Patch\n*** Update File: moved.txt\n-nope\n+x\n*** End Patch";
    expect(await raw("apply_patch", { input: unknown })).toMatchObject({ error: { type: "APPLY_PATCH_FAILED" } });
  });

  it("save_memory collects facts under one heading", async () => {
    await file("GEMINI.md", "# Notes\n");
    await raw("save_memory", { fact: "- likes tea" });
    await raw("save_memory", { fact: "lives in Oslo" });
    expect(await readFile(home("GEMINI.md"), "utf8")).toBe(
      "# Notes\n\n## Gemini Added Memories\n- likes tea\n- lives in Oslo\n",
    );
  });

  it("read_many_files gives all that match, and an end", async () => {
    await file("docs/a.md", "A");
    await file("docs/b.md", "B");
    const { content } = await raw("read_many_files", { include: ["docs/*.md"], exclude: ["**/b.md"] });
    expect(content).toEqual([`--- ${home("docs/a.md")} ---\n\nA\n\n`, "--- End of content ---"]);
  });

  it("tools of the web say that they are not there", async () => {
    expect(await raw("google_web_search", { query: "x" })).toMatchObject({ error: { type: "TOOL_NOT_AVAILABLE" } });
  });
});
