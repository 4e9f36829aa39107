import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";

describe("the daemon as a program", async () => {
  const folder = await mkdtemp(join(tmpdir(), "sandboxd-main-"));
  await writeFile(join(folder, "passwd"), "user:x:1000:1000::/tmp:/bin/sh\n");
  const socketPath = join(folder, "socket");
  const settings = {
    sandboxId: "i1",
    templateId: "default",
    accessToken: "access",
    controlToken: "control",
    defaultUser: "user",
    searchPath: "/usr/bin:/bin",
    runDir: join(folder, "run"),
    passwdFile: join(folder, "passwd"),
  };
  const children: ChildProcess[] = [];
  afterAll(() => {
    for (const child of children) child.kill("SIGKILL");
  });

  function start(...args: string[]) {
    const program = ["--no-warnings", join(import.meta.dirname, "main.ts"), ...args];
    const child = spawn(process.execPath, program, { stdio: ["pipe", "ignore", "pipe"] });
    children.push(child);
    child.stdin.on("error", () => undefined);
    return child;
  }
  const health = () =>
    new Promise<number>((resolve) => {
      const asked = request({ socketPath, path: "/health" }, (response) => resolve(response.statusCode ?? 0));
      asked.on("error", () => resolve(0));
      asked.end();
    });

  it.each(["accessToken", "controlToken"])("does not start without %s", async (name) => {
    const child = start("--socket", socketPath);
    let complaint = "";
    child.stderr.on("data", (data: Buffer) => {
      complaint += data.toString();
    });
    child.stdin.end(JSON.stringify({ ...settings, [name]: "" }));
    const [code] = await once(child, "close");
    expect(code).not.toBe(0);
    expect(complaint).toContain(`the setting ${name} is empty`);
    expect(await health()).toBe(0);
  });

  it("serves on a socket, and ends when asked to", async () => {
    const child = start("--socket", socketPath);
    child.stdin.end(JSON.stringify(settings));
    await expect.poll(health).toBe(204);
    // Neither its arguments nor its environment tell the token.
    const known = await Promise.all(
      ["cmdline", "environ"].map((name) => readFile(`/proc/${child.pid}/${name}`, "utf8")),
    );
    expect(known.join()).not.toContain("accessToken");
    child.kill("SIGTERM");
    expect((await once(child, "exit"))[0]).toBe(0);
  });

  it("ends with its input where that is its lifeline", async () => {
    const child = start("--socket", socketPath, "--lifeline");
    child.stdin.write(`${JSON.stringify(settings)}\n`);
    await expect.poll(health).toBe(204);
    child.stdin.end();
    expect((await once(child, "exit"))[0]).toBe(0);
  });

  it("does not start without being told where to listen", async () => {
    const child = start("--nothing");
    child.stdin.end();
    expect((await once(child, "exit"))[0]).not.toBe(0);
  });
});
