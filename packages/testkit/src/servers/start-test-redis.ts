import { type ChildProcess, spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { deathSignalPrefix } from "@nexau-cloud/platform";
import type { TestServer } from "./test-servers.ts";

/** The Redis named by NEXAU_CLOUD_TEST_REDIS_URL, or a `redis-server` of this machine; undefined where there is none. */
export async function startTestRedis(folder: string): Promise<TestServer | undefined> {
  const url = process.env.NEXAU_CLOUD_TEST_REDIS_URL;
  if (url) return { url, stop: async () => {} };
  await mkdir(folder, { recursive: true });
  const socket = join(folder, "socket");
  const words = ["redis-server", "--port", "0", "--unixsocket", socket, "--save", "", "--dir", folder];
  const [program = "", ...rest] = [...(await deathSignalPrefix()), ...words];
  const child = spawn(program, rest, { stdio: ["ignore", "pipe", "ignore"] });
  const ended = new Promise<void>((done) => {
    child.once("error", () => done());
    child.once("exit", () => done());
  });
  const ready = await Promise.race([says(child, /ready to accept connections/i), ended]);
  if (!ready) return undefined;
  return {
    url: socket,
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

function says(child: ChildProcess, text: RegExp): Promise<true> {
  return new Promise((done) => {
    if (!child.stdout) return;
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (text.test(line)) done(true);
    });
  });
}
