import type { RunEvent } from "@nexau-cloud/contracts";
import {
  answer,
  callTools,
  createTestUser,
  type FakeReply,
  failWith,
  hangUp,
  say,
  startFakeProvider,
  useTestCloud,
  zipFiles,
} from "@nexau-cloud/testkit";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { testAgent } from "./test-agent.ts";

const NEVER = new Promise<never>(() => undefined);

const tool = (name: string) => `  - name: ${name}
    yaml_path: ./tools/environment.tool.yaml
    binding: tools.trouble:${name}
`;

/** Tries its model once, and has tools that behave badly. */
const troubledAgent: Record<string, string> = {
  ...testAgent,
  "agent.yaml": `${testAgent["agent.yaml"]}${tool("kill_itself")}${tool("flood")}${tool("hang")}retry_attempts: 1
`,
  "tools/trouble.py": `import os, signal


def kill_itself():
    os.kill(os.getpid(), signal.SIGKILL)


def hang():
    while True:
        signal.pause()


def flood():
    print("x" * 30_000_000)
    return "y" * 30_000_000
`,
};

/** Waits for its model half a second. */
const impatientAgent = {
  ...troubledAgent,
  "agent.yaml": `${troubledAgent["agent.yaml"]?.replace("  stream: true\n", "  stream: true\n  stream_idle_timeout_ms: 500\n")}`,
};

const typesOf = (events: RunEvent[]) => events.map(({ type }) => type);
const resultsOf = (events: RunEvent[]) =>
  events.flatMap((event) =>
    event.type === "TOOL_CALL_RESULT" ? [JSON.parse(event.content) as Record<string, unknown>] : [],
  );

describe("trouble", async () => {
  const cloud = await useTestCloud();
  const provider = await startFakeProvider();
  afterAll(() => provider[Symbol.asyncDispose]());
  const user = await createTestUser(cloud);
  const project = await user.createProject("troubled");
  const useProvider = (baseUrl: string) =>
    user.call("PUT", `/api/projects/${project.id}/llm-config`, {
      mode: "custom",
      api_type: "openai_chat_completion",
      base_url: baseUrl,
      api_key: "sk-canary",
      model: "m",
    });
  await useProvider(provider.openaiBaseUrl);
  expect(await project.deploy(impatientAgent, "impatient")).toMatchObject({ status: 200 });
  expect(await project.deploy(troubledAgent, "patient")).toMatchObject({ status: 200 });

  let session: string;
  const talk = async (message: string, tag = "patient") => (await project.chat(session, message, { tag })).rest();
  beforeEach(async () => {
    session = await project.createSession();
  });

  describe("with the provider ends the run in order and names it", () => {
    it.each<[name: string, reply: FakeReply, reason: RegExp, tag?: string]>([
      ["fails", failWith(503, "overloaded"), /status 503: overloaded/],
      ["refuses the key and repeats it", failWith(401, "wrong key sk-canary"), /status 401: wrong key \*\*\*/],
      ["hangs up", hangUp(), /cannot be reached/],
      ["is slow", answer([], { until: NEVER }), /sent nothing for 500 ms/, "impatient"],
      [
        "falls silent",
        answer([
          { type: "text", text: "Well" },
          { type: "wait", until: NEVER },
        ]),
        /sent nothing for 500 ms/,
        "impatient",
      ],
      ["answers rubbish", failWith(200, "", { body: "<html>hello</html>" }), /not readable/],
      ["streams rubbish", answer([{ type: "raw", text: "data: {nonsense\n\n" }]), /not readable/],
      ["cuts the stream", answer([{ type: "text", text: "Well" }, { type: "cut" }]), /broke off/],
      ["says nothing at all", answer([]), /empty/],
    ])("that %s", async (_name, reply, reason, tag) => {
      provider.reply(reply);
      const events = await talk("hello", tag);
      expect(typesOf(events).slice(-2)).toEqual(["RUN_ERROR", "TRANSPORT_ERROR"]);
      expect(events.at(-2)).toMatchObject({ code: "model_call_failed", message: expect.stringMatching(reason) });
      expect(JSON.stringify(events)).not.toContain("canary");

      provider.reply(say("I am back."));
      expect((await talk("and now?")).at(-1)).toMatchObject({ type: "RUN_FINISHED", result: "I am back." });
    });

    it("that is down", async () => {
      await useProvider("http://127.0.0.1:9/v1");
      const events = await talk("hello");
      await useProvider(provider.openaiBaseUrl);
      expect(events.at(-2)).toMatchObject({ type: "RUN_ERROR", code: "model_call_failed" });
      expect(JSON.stringify(events)).not.toContain("127.0.0.1");
    });
  });

  describe("with a tool is told to the model, and the next call works", () => {
    const callAndGoOn = async (name: string, args: Record<string, unknown> = {}) => {
      provider.reply(callTools({ name, arguments: args }), say("I see."));
      const events = await talk("go");
      expect(events.at(-1)).toMatchObject({ type: "RUN_FINISHED", result: "I see." });
      const [result = {}] = resultsOf(events);
      return result;
    };

    it("that kills its own process", async () => {
      expect(await callAndGoOn("kill_itself")).toMatchObject({ error_type: "ToolHostDied" });
      expect(await callAndGoOn("add_note", { text: "still here" })).toEqual({ notes: 1 });
    });

    it("that floods what it prints and what it returns", async () => {
      const result = await callAndGoOn("flood");
      expect(result).toMatchObject({ error: expect.any(String) });
      expect(JSON.stringify(result).length).toBeLessThan(10_000);
      expect(await callAndGoOn("add_note", { text: "still here" })).toEqual({ notes: 1 });
    });

    it("that floods a shell", async () => {
      const result = await callAndGoOn("run_shell_command", { command: "head -c 30000000 /dev/zero | tr '\\0' x" });
      expect(result).toMatchObject({ exit_code: 0, truncated: true, original_stdout_length: 30_000_000 });
      expect(JSON.stringify(result).length).toBeLessThan(100_000);
    });

    it("that is not there, or is called with nonsense", async () => {
      expect(await callAndGoOn("no_such_tool")).toEqual({ error: "Tool 'no_such_tool' not found" });
      expect(await callAndGoOn("write_file", { file_path: 5 })).toMatchObject({
        error: expect.stringContaining("Invalid parameters for tool 'write_file'"),
      });
    });

    it("that finds the disk full", async () => {
      await callAndGoOn("run_shell_command", { command: "head -c 100G /dev/zero > /dev/shm/all 2>/dev/null; true" });
      expect(await callAndGoOn("write_file", { file_path: "/dev/shm/more", content: "x".repeat(5000) })).toMatchObject({
        error: { type: "FILE_WRITE_FAILURE", message: expect.stringContaining("disk space") },
      });
      await callAndGoOn("run_shell_command", { command: "rm /dev/shm/all" });
      expect(await callAndGoOn("write_file", { file_path: "/dev/shm/more", content: "x" })).not.toHaveProperty("error");
    });
  });

  describe("with an upload is refused, and the version can be uploaded again", async () => {
    const zip = await zipFiles(testAgent);

    async function announce(size: number) {
      const tag = `upload-${size}-${zip.length}`;
      const version = await user.call<{ id: string }>("POST", `/api/projects/${project.id}/versions`, { tag });
      const path = `/api/projects/${project.id}/versions/${version.body.id}/artifact`;
      const target = await user.call<{ upload_url: string }>("POST", `${path}/upload-url`, {
        content_type: "application/zip",
        content_length: size,
      });
      const put = async (bytes: Uint8Array) => {
        const response = await fetch(new URL(target.body.upload_url, cloud.url), {
          method: "PUT",
          headers: { authorization: `Bearer ${user.token}`, "content-type": "application/zip" },
          body: new Uint8Array(bytes),
        });
        return { status: response.status, body: response.ok ? {} : ((await response.json()) as { code: string }) };
      };
      return { path, put };
    }

    it.each([
      ["larger", zip.length - 1],
      ["smaller", zip.length + 1],
    ])("that is %s than announced", async (_name, announced) => {
      const { path, put } = await announce(announced);
      expect(await put(zip)).toMatchObject({ status: 422, body: { code: "upload_size_mismatch" } });
      expect(await user.call("POST", `${path}/confirm`, { bundle_size: zip.length })).toMatchObject({
        status: 409,
        body: { code: "artifact_not_uploaded" },
      });
      const again = await user.call("POST", `${path}/upload-url`, {
        content_type: "application/zip",
        content_length: zip.length,
      });
      expect(again.status).toBeLessThan(300);
    });

    it("whose size is another when it is confirmed", async () => {
      const { path, put } = await announce(zip.length);
      expect((await put(zip)).status).toBeLessThan(300);
      expect(await user.call("POST", `${path}/confirm`, { bundle_size: zip.length + 1 })).toMatchObject({
        status: 422,
        body: { code: "artifact_size_mismatch" },
      });
    });
  });
});

describe("a tool that hangs", async () => {
  const cloud = await useTestCloud({ settings: { AGENT_RUNTIME_TOOL_TIMEOUT_MS: "6000" } });

  it("is ended when its time is over, and the next call works", async () => {
    const project = await (await createTestUser(cloud)).createProject("hanging");
    expect(await project.deploy(troubledAgent)).toMatchObject({ status: 200 });
    const session = await project.createSession();
    const talk = async (message: string) => resultsOf(await (await project.chat(session, message)).rest());

    expect(await talk("call hang {}")).toMatchObject([{ error_type: "tool_timeout" }]);
    expect(await talk('call add_note {"text": "still here"}')).toEqual([{ notes: 1 }]);
  });
});
