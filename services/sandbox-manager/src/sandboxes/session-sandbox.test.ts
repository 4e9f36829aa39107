import { describe, expect, it } from "vitest";
import { useSandboxManager } from "../test/sandbox-manager-under-test.ts";

describe("the sandbox of a session", async () => {
  const manager = await useSandboxManager();

  it("runs commands and keeps files, reached through the proxy", async () => {
    const sandbox = await manager.open("session-first");
    expect(await sandbox.run("echo hello; id -un; pwd")).toEqual({
      stdout: "hello\nuser\n/home/user\n",
      stderr: "",
      exitCode: 0,
      status: "exit status 0",
    });
    await sandbox.write("notes/a.txt", "from outside");
    expect((await sandbox.run("cat notes/a.txt && echo inside > b.txt")).stdout).toBe("from outside");
    expect(await sandbox.read("b.txt")).toBe("inside\n");
  });
});
