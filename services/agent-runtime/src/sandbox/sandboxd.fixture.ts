import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EnsureSandbox, Sandbox } from "@nexau-cloud/contracts";

const SANDBOXD = join(import.meta.dirname, "../../../sandboxd/src/main.ts");

/** A sandbox manager's door with real daemons behind it, as processes of this machine. */
export interface SandboxDoor extends AsyncDisposable {
  url: string;
  /** Bodies and tokens of the calls that asked for a sandbox. */
  ensured: { token: string | undefined; body: EnsureSandbox }[];
  homeDir: string;
  /** Ends the daemon: its sandbox is gone, the next one has another id. */
  vanish(): Promise<void>;
}

export async function openSandboxDoor(): Promise<SandboxDoor> {
  const dir = await mkdtemp(join(tmpdir(), "door-"));
  const homeDir = join(dir, "home");
  await mkdir(homeDir);
  await writeFile(join(dir, "passwd"), `user:x:${process.getuid?.()}:${process.getgid?.()}::${homeDir}:/bin/bash\n`);
  const ensured: SandboxDoor["ensured"] = [];
  let daemon: { child: ChildProcess; socket: string; id: string } | undefined;
  let count = 0;

  async function ensure(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk);
    ensured.push({ token: message.headers.authorization, body: JSON.parse(Buffer.concat(chunks).toString()) });
    daemon ??= await startDaemon(dir, ++count);
    const sandbox: Sandbox = {
      id: daemon.id,
      projectId: "p",
      sessionId: "s",
      profile: "default",
      driver: "test",
      state: "running",
      createdAt: new Date(0).toISOString(),
      expiresAt: new Date(0).toISOString(),
      agentDir: "/agent",
      homeDir,
      accessToken: "sandbox-token",
    };
    response.setHeader("content-type", "application/json").end(JSON.stringify(sandbox));
  }

  function enter(message: IncomingMessage, response: ServerResponse): void {
    const id = message.headers["e2b-sandbox-id"];
    if (!daemon || id !== daemon.id || message.headers["e2b-sandbox-port"] !== "49983") {
      const gone = { sandboxId: id, message: "The sandbox was not found", code: 502 };
      response.writeHead(502, { "content-type": "application/json" }).end(JSON.stringify(gone));
      return;
    }
    const { method, url, headers } = message;
    // No connection is kept: the next daemon listens at the same path, and one kept to the last would be dead.
    const inner = request({ socketPath: daemon.socket, method, path: url, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
      answer.on("error", () => response.destroy());
    });
    inner.on("error", () => response.destroy());
    response.on("close", () => inner.destroy());
    message.pipe(inner);
  }

  const server = createServer((message, response) => {
    if (message.method === "PUT") ensure(message, response).catch(() => response.destroy());
    else enter(message, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();

  async function vanish(): Promise<void> {
    const child = daemon?.child;
    daemon = undefined;
    if (!child || child.exitCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  }

  return {
    url: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
    ensured,
    homeDir,
    vanish,
    async [Symbol.asyncDispose]() {
      await vanish();
      server.closeAllConnections();
      server.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function startDaemon(dir: string, number: number) {
  const socket = join(dir, `${number}.sock`);
  const id = `i${String(number).padStart(20, "0")}`;
  const child = spawn(process.execPath, [SANDBOXD, "--socket", socket], { stdio: ["pipe", "ignore", "inherit"] });
  const settings = {
    sandboxId: id,
    templateId: "test",
    accessToken: "sandbox-token",
    controlToken: "control-token",
    defaultUser: "user",
    defaultWorkdir: null,
    searchPath: process.env.PATH,
    env: { FROM_SANDBOX: "yes" },
    runDir: dir,
    passwdFile: join(dir, "passwd"),
  };
  child.stdin.end(JSON.stringify(settings));
  const isThere = () =>
    stat(socket).then(
      () => true,
      () => false,
    );
  while (!(await isThere())) {
    if (child.exitCode !== null) throw new Error("the daemon did not start");
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { child, socket, id };
}
