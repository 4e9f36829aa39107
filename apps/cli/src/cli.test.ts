import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { useTestCloud } from "@nexau-cloud/testkit";
import { afterAll, describe, expect, it } from "vitest";
import packageJson from "../package.json" with { type: "json" };

const PROGRAM = join(import.meta.dirname, "../bin/nexau-cloud.mjs");
const EXAMPLES = join(import.meta.dirname, "../../../examples");
const PASSWORD = "correct horse battery";

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

describe("the command line", async () => {
  const cloud = await useTestCloud();
  const folder = await mkdtemp(join(tmpdir(), "cli-"));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const credentials = join(folder, "credentials.json");

  function start(...args: string[]) {
    const env = { PATH: process.env.PATH, HOME: folder, NEXAU_CLOUD_CREDENTIALS: credentials };
    return spawn(process.execPath, [PROGRAM, ...args], { env, stdio: ["pipe", "pipe", "pipe"] });
  }

  /** One command to its end, with nothing to read but what is said here. */
  async function run(args: string[], input = ""): Promise<Ended> {
    const child = start(...args);
    child.stdin.end(input);
    const ended = Promise.withResolvers<number | null>();
    child.once("close", ended.resolve);
    const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended.promise]);
    return { code, stdout, stderr };
  }

  /** What a command that succeeds prints with --json: the last line of it. */
  async function json(...args: string[]): Promise<unknown> {
    const { code, stdout, stderr } = await run([...args, "--json"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
  }

  await run(["--url", cloud.url, "login", "--register", "--email", "cli@example.com", "--password", PASSWORD]);
  await run(["deploy", join(EXAMPLES, "bookshop-agent"), "--project", "shop"]);

  it("keeps who logged in where only they can read it, and says who that is", async () => {
    expect((await stat(credentials)).mode & 0o777).toBe(0o600);
    expect(await readFile(credentials, "utf8")).not.toContain(PASSWORD);
    expect(await json("whoami")).toMatchObject({ email: "cli@example.com", role: "admin" });
  });

  it("deploys the next version of a project and makes it the one that is meant", async () => {
    const args = ["deploy", join(EXAMPLES, "bookshop-agent"), "--project", "shop"];
    expect(await json(...args)).toMatchObject({ tag: "v2", status: "active" });
    expect(await json(...args, "--tag", "draft", "--no-activate")).toMatchObject({ tag: "draft", status: "inactive" });
    expect(await json("projects", "show")).toMatchObject({
      name: "shop",
      versions: expect.arrayContaining([expect.objectContaining({ tag: "v2", status: "active" })]),
    });
  });

  it("tells what of a project the cloud does not run", async () => {
    const traced = await mkdtemp(join(folder, "traced-"));
    await writeFile(join(traced, "nexau.json"), JSON.stringify({ agents: { traced: "agent.yaml" } }));
    await writeFile(join(traced, "agent.yaml"), "llm_config: {}\ntracers:\n  - import: some:Tracer\n");
    const { code, stdout, stderr } = await run(["deploy", traced, "--project", "traced"]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining("traced v1 is active.") });
    expect(stderr).toMatch(/^warning: agent\.yaml: Line \d: `tracers`: .*some:Tracer/m);
    await json("deploy", join(EXAMPLES, "bookshop-agent"), "--project", "shop");
  });

  it("says what is wrong with a project, and stays with the one before", async () => {
    const broken = await mkdtemp(join(folder, "broken-"));
    await writeFile(join(broken, "nexau.json"), JSON.stringify({ agents: { broken: "nowhere.yaml" } }));
    const { code, stdout } = await run(["deploy", broken, "--project", "broken", "--json"]);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: "activation_failed", message: expect.stringContaining("nowhere.yaml") },
    });
    expect(await json("projects", "show")).toMatchObject({ name: "shop" });
  });

  it("chats: one message by argument or by standard input, tools shown as they run", async () => {
    const question = 'call query_database {"sql": "SELECT count(*) AS books FROM books"}';
    const asked = await run(["chat", question]);
    expect(asked).toMatchObject({ code: 0, stderr: expect.stringMatching(/^session sess_/) });
    expect(asked.stdout).toContain('> query_database {"sql":"SELECT count(*) AS books FROM books"}');
    expect(asked.stdout).toContain('< query_database {"columns": ["books"], "rows": [{"books": 16}]');
    expect((await run(["chat"], "hello\n")).stdout).toContain("You said: hello");
  });

  it("chats in events with --json, one a line", async () => {
    const { stdout } = await run(["chat", "hello", "--json"]);
    const events = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { type: string });
    expect(events[0]?.type).toBe("RUN_STARTED");
    expect(events.at(-1)?.type).toBe("RUN_FINISHED");
  });

  it("stops the run on Ctrl-C and ends in order", async () => {
    const child = start("chat", "run sleep 300");
    const ended = Promise.withResolvers<number | null>();
    child.once("close", ended.resolve);
    let printed = "";
    const toolRuns = Promise.withResolvers<void>();
    child.stdout.setEncoding("utf8").on("data", (part: string) => {
      printed += part;
      if (printed.includes("> run_shell_command")) toolRuns.resolve();
    });
    await toolRuns.promise;
    child.kill("SIGINT");
    expect(await ended.promise).toBe(0);
    expect(await json("runs", "--limit", "1")).toMatchObject([{ state: "stopped" }]);
  });

  it("stops what runs in a session from elsewhere, and says when nothing does", async () => {
    const [{ session_id } = { session_id: "" }] = (await json("runs", "--limit", "1")) as { session_id: string }[];
    expect(await json("stop", session_id)).toEqual({ status: "noop" });
  });

  it("follows a run that has ended from its first event", async () => {
    await run(["chat", "hello"]);
    const [{ id } = { id: "" }] = (await json("runs", "--limit", "1")) as { id: string }[];
    const all = (await run(["runs", "follow", id, "--json"])).stdout.trim().split("\n");
    expect(JSON.parse(all[0] ?? "")).toMatchObject({ type: "RUN_STARTED", run_id: id });
    expect((await run(["runs", "follow", id, "--after", "1", "--json"])).stdout.trim().split("\n")).toEqual(
      all.slice(1),
    );
  });

  it("keeps environment variables and never shows a secret again", async () => {
    const file = join(folder, ".env");
    await writeFile(file, 'PORT=1\n# a comment\nNAME="two words"\n');
    await json("env", "import", file);
    expect(await json("env", "set", "TOKEN=canary=1", "--secret")).toEqual({ set: ["TOKEN"] });
    const listed = await run(["env"]);
    expect(listed.stdout).toMatch(/NAME +two words +no/);
    expect(listed.stdout).not.toContain("canary");
    expect(await json("env", "unset", "PORT", "NAME", "TOKEN")).toEqual({ deleted: ["PORT", "NAME", "TOKEN"] });
    expect(await json("env")).toEqual([]);
  });

  it("makes, resets and deletes keys, and goes on with a new one after its own is gone", async () => {
    const key = (await json("keys", "create", "--name", "ci")) as { id: string; secret_key: string };
    const reset = (await json("keys", "reset", key.id)) as { secret_key: string };
    expect(reset.secret_key).toMatch(/^sk_/);
    expect(reset.secret_key).not.toBe(key.secret_key);
    await json("keys", "delete", key.id);
    expect((await run(["chat", "hello"])).code).toBe(0);
  });

  it("shows the settings with where each comes from, and what the machine can do", async () => {
    expect(await json("config", "--edge.port", "9000")).toContainEqual(
      expect.objectContaining({ name: "edge.port", value: 9000, place: "--edge.port" }),
    );
    expect(await json("doctor")).toContainEqual(expect.objectContaining({ name: "node", state: "ok" }));
  });

  it("prints its help and its version", async () => {
    expect(await run(["--version"])).toEqual({ code: 0, stdout: `${packageJson.version}\n`, stderr: "" });
    expect(await run([])).toMatchObject({ code: 2, stderr: expect.stringContaining("Usage: nexau-cloud") });
    expect((await run(["keys", "delete", "--help"])).stdout).toContain("nexau-cloud keys delete [options] <key-id>");
  });

  it("says in words what is wrong, and nothing on standard output", async () => {
    const stderr = "error: The e-mail or the password is wrong.\n  (login_failed)\n";
    const args = ["login", "--email", "cli@example.com", "--password", "wrong"];
    expect(await run(args)).toEqual({ code: 1, stdout: "", stderr });
  });

  it.each<[string[], number, string]>([
    [["nonsense"], 2, "usage"],
    [["deploy"], 2, "usage"],
    [["deploy", "/nowhere"], 2, "usage"],
    [["env", "set", "NOT_A_PAIR"], 2, "usage"],
    [["env", "import", "/nowhere"], 2, "usage"],
    [["chat", ""], 2, "usage"],
    [["chat", "hi", "--project", "nobodys"], 2, "usage"],
    [["chat", "hi", "--tag", "nope"], 1, "version_not_found"],
    [["chat", "hi", "--session", "sess_nope"], 1, "session_not_found"],
    [["chat", "hi", "--agent", "nope"], 1, "agent_not_found"],
    [["deploy", join(EXAMPLES, "bookshop-agent"), "--project", "shop", "--tag", "v1"], 1, "tag_taken"],
    [["stop", "sess_nope"], 1, "session_not_found"],
    [["runs", "follow", "run_nope"], 1, "run_not_found"],
    [["keys", "delete", "key_nope"], 1, "key_not_found"],
    [["login", "--email", "cli@example.com", "--password", "wrong"], 1, "login_failed"],
    [["--url", "nonsense", "projects"], 2, "usage"],
    [["--url", "http://127.0.0.1:9", "--token", "x", "projects"], 3, "cloud_unreachable"],
  ])("answers %j with exit code %i and code %s, on one line", async (args, code, reason) => {
    const ended = await run([...args, "--json"]);
    expect({ code: ended.code, stderr: ended.stderr }).toEqual({ code, stderr: "" });
    expect(JSON.parse(ended.stdout)).toMatchObject({ error: { code: reason, message: expect.any(String) } });
  });
});
