import { Code, ConnectError } from "@connectrpc/connect";
import { Signal } from "@nexau-cloud/contracts/process";
import { describe, expect, it } from "vitest";
import { collect, isRunning, useDaemon } from "../test-support/daemon-under-test.ts";

const pid = (value: number) => ({ selector: { case: "pid" as const, value } });
const tag = (value: string) => ({ selector: { case: "tag" as const, value } });
const asUser = (name: string) => ({
  headers: { authorization: `Basic ${Buffer.from(`${name}:`).toString("base64")}` },
});

describe("a process", async () => {
  const daemon = await useDaemon();

  it("reports its pid, its output by stream, and how it ended", async () => {
    const result = await daemon.run("echo out; echo err >&2; exit 3");
    expect(result).toMatchObject({
      stdout: "out\n",
      stderr: "err\n",
      exitCode: 3,
      exited: true,
      status: "exit status 3",
    });
    expect(result.pid).toBeGreaterThan(1);
  });

  it("tells a signal from an exit", async () => {
    expect(await daemon.run("kill -9 $$")).toMatchObject({ exitCode: -1, exited: false, status: "signal: killed" });
    expect(await daemon.run("kill -15 $$")).toMatchObject({ exitCode: -1, status: "signal: terminated" });
  });

  it("ends without output as soon as it has ended, though a child in the background holds its streams", async () => {
    const result = await daemon.run("sleep 600 & echo $!");
    const child = Number(result.stdout);
    expect(result.exitCode).toBe(0);
    expect(isRunning(child)).toBe(true);
    process.kill(child, "SIGKILL");
  });

  it("lets a child in the background write on after its parent has ended", async () => {
    const { stdout } = await daemon.run(
      `(trap '' PIPE; sleep 0.2; echo late || echo broken > broken; echo done > done) & echo $!`,
    );
    await expect.poll(() => isRunning(Number(stdout))).toBe(false);
    const names = (await daemon.filesystem.listDir({ path: "~", depth: 1 })).entries.map(({ name }) => name);
    expect(names).toContain("done");
    expect(names).not.toContain("broken");
  });

  it("loses nothing of a large output, to its last byte", async () => {
    const { stdout } = await daemon.run("head -c 20000000 /dev/zero | tr '\\0' x; printf END");
    expect(stdout).toHaveLength(20_000_003);
    expect(stdout.endsWith("xEND")).toBe(true);
  });

  it("may open its standard streams anew", async () => {
    expect(await daemon.run("echo a > /dev/stdout; echo b > /dev/stderr")).toMatchObject({
      stdout: "a\n",
      stderr: "b\n",
    });
  });

  it("gets home, user and variables; a request's own win over the sandbox's, and nobody's over E2B's", async () => {
    const { stdout } = await daemon.run("echo $HOME $USER $LOGNAME $FROM_SETTINGS $E2B_SANDBOX $E2B_SANDBOX_ID; pwd", {
      process: {
        cmd: "/bin/bash",
        args: ["-c", "echo $HOME $USER $LOGNAME $FROM_SETTINGS $E2B_SANDBOX_ID; pwd"],
        envs: { FROM_SETTINGS: "mine", E2B_SANDBOX_ID: "forged" },
      },
    });
    expect(stdout).toBe(`${daemon.home} user user mine iaaaaaaaaaaaaaaaaaaaa\n${daemon.home}\n`);
  });

  it("starts where it is told to, with ~ and relative paths below home", async () => {
    await daemon.run("mkdir -p ~/deep/folder");
    const pwd = (cwd: string) =>
      collect(daemon.process.start({ process: { cmd: "/bin/pwd", cwd }, stdin: false })).then(({ stdout }) =>
        stdout.trim(),
      );
    expect(await pwd("~/deep")).toBe(`${daemon.home}/deep`);
    expect(await pwd("deep/folder")).toBe(`${daemon.home}/deep/folder`);
    expect(await pwd("/")).toBe("/");
  });

  it.each([
    ["a missing folder", { cmd: "/bin/true", cwd: "/nowhere" }, Code.InvalidArgument, "cwd '/nowhere' does not exist"],
    ["a missing program", { cmd: "no-such-program" }, Code.InvalidArgument, "no such program"],
    ["a NUL byte", { cmd: "/bin/echo", args: ["a\0b"] }, Code.InvalidArgument, "cannot start"],
    ["no program", { cmd: "" }, Code.InvalidArgument, "no cmd"],
  ])("is refused for %s", async (_what, config, code, message) => {
    const error = await collect(daemon.process.start({ process: config, stdin: false })).catch(ConnectError.from);
    expect(error).toMatchObject({ code });
    expect(String(error)).toContain(message);
  });

  it("is refused for a user that nobody is", async () => {
    await expect(daemon.run("true", {}, asUser("nobody-here"))).rejects.toMatchObject({ code: Code.Unauthenticated });
  });

  it("reads what is written to it, until its input is closed", async () => {
    const events = daemon.start("cat; echo eof", { stdin: true })[Symbol.asyncIterator]();
    const first = (await events.next()).value?.event?.event;
    const target = first?.case === "start" ? first.value.pid : 0;
    await daemon.process.sendInput({
      process: pid(target),
      input: { input: { case: "stdin", value: Buffer.from("line\n") } },
    });
    await daemon.process.closeStdin({ process: pid(target) });
    await daemon.process.closeStdin({ process: pid(target) });
    let output = "";
    for (let turn = await events.next(); !turn.done; turn = await events.next()) {
      const event = turn.value.event?.event;
      if (event?.case === "data" && event.value.output.value)
        output += Buffer.from(event.value.output.value).toString();
    }
    expect(output).toBe("line\neof\n");
  });

  it("takes input as a stream of its own", async () => {
    const done = daemon.run("cat", { stdin: true, tag: "fed" });
    await expect.poll(() => daemon.processes.running().some(({ request }) => request.tag === "fed")).toBe(true);
    await daemon.process.streamInput(
      (async function* () {
        yield { event: { case: "start" as const, value: { process: tag("fed") } } };
        const input = { input: { case: "stdin" as const, value: Buffer.from("streamed") } };
        yield { event: { case: "data" as const, value: { input } } };
      })(),
    );
    await daemon.process.closeStdin({ process: tag("fed") });
    expect((await done).stdout).toBe("streamed");
  });

  it("without input to write to says so", async () => {
    const done = daemon.run("sleep 600", { tag: "mute" });
    await expect.poll(() => daemon.processes.running().some(({ request }) => request.tag === "mute")).toBe(true);
    const input = { input: { case: "stdin" as const, value: Buffer.from("x") } };
    await expect(daemon.process.sendInput({ process: tag("mute"), input })).rejects.toMatchObject({
      code: Code.FailedPrecondition,
    });
    const keys = { input: { case: "pty" as const, value: Buffer.from("x") } };
    await expect(daemon.process.sendInput({ process: tag("mute"), input: keys })).rejects.toMatchObject({
      code: Code.Internal,
    });
    await daemon.process.sendSignal({ process: tag("mute"), signal: Signal.SIGKILL });
    expect((await done).status).toBe("signal: killed");
  });

  it("runs on when its caller goes away, and can be attached to by pid or tag", async () => {
    const gone = new AbortController();
    const events = daemon
      .start("sleep 0.3; echo still here", { tag: "worker" }, { signal: gone.signal })
      [Symbol.asyncIterator]();
    const first = (await events.next()).value?.event?.event;
    const target = first?.case === "start" ? first.value.pid : 0;
    gone.abort();
    await events.next().catch(() => undefined);
    expect((await daemon.process.list({})).processes).toContainEqual(
      expect.objectContaining({ pid: target, tag: "worker", config: expect.objectContaining({ cmd: "/bin/bash" }) }),
    );
    const byTag = await collect(daemon.process.connect({ process: tag("worker") }));
    expect(byTag).toMatchObject({ pid: target, stdout: "still here\n", exitCode: 0 });
    // Ended a moment ago, it still says how.
    const byPid = await collect(daemon.process.connect({ process: pid(target) }));
    expect(byPid).toMatchObject({ pid: target, stdout: "", status: "exit status 0" });
    expect((await daemon.process.list({})).processes.map((entry) => entry.pid)).not.toContain(target);
  });

  it("that is not there is not found", async () => {
    const missing = { code: Code.NotFound };
    await expect(collect(daemon.process.connect({ process: pid(999_999) }))).rejects.toMatchObject(missing);
    await expect(daemon.process.sendSignal({ process: tag("nothing"), signal: Signal.SIGKILL })).rejects.toMatchObject(
      missing,
    );
    await expect(daemon.process.closeStdin({ process: pid(999_999) })).rejects.toMatchObject(missing);
  });

  it("is killed with its whole tree when its deadline passes, even what has left its session", async () => {
    const script = `
      echo $$ > pids
      sleep 601 & echo $! >> pids
      setsid sleep 602 & echo $! >> pids
      (setsid bash -c 'echo $$ >> pids; exec sleep 603' &)
      (setsid bash -c 'setsid sleep 604 & echo $! >> pids' &)
      while [ $(wc -l < pids) -lt 5 ]; do sleep 0.01; done
      echo ready; wait; sleep 600`;
    await expect(daemon.run(script, {}, { timeoutMs: 2_000 })).rejects.toMatchObject({ code: Code.DeadlineExceeded });
    const pids = (await (await daemon.http("/files?path=pids")).text()).trim().split("\n").map(Number);
    expect(pids).toHaveLength(5);
    await expect.poll(() => pids.filter(isRunning)).toEqual([]);
  });

  it("has no deadline when the timeout is zero", async () => {
    const { stdout } = await daemon.run("sleep 0.1; echo done", {}, { headers: { "connect-timeout-ms": "0" } });
    expect(stdout).toBe("done\n");
  });

  it("gets SIGTERM together with its children, which may end in their own way", async () => {
    const events = daemon.start("trap 'echo bye; exit 7' TERM; echo up; sleep 600 & wait")[Symbol.asyncIterator]();
    const first = (await events.next()).value?.event?.event;
    const target = first?.case === "start" ? first.value.pid : 0;
    await events.next();
    await daemon.process.sendSignal({ process: pid(target), signal: Signal.SIGTERM });
    const rest = await collect({ [Symbol.asyncIterator]: () => events });
    expect(rest).toMatchObject({ stdout: "bye\n", exitCode: 7 });
  });

  it("knows SIGTERM and SIGKILL only", async () => {
    const done = daemon.run("sleep 600", { tag: "stubborn" });
    await expect.poll(() => daemon.processes.running().some(({ request }) => request.tag === "stubborn")).toBe(true);
    await expect(
      daemon.process.sendSignal({ process: tag("stubborn"), signal: Signal.UNSPECIFIED }),
    ).rejects.toMatchObject({ code: Code.Unimplemented });
    await daemon.process.sendSignal({ process: tag("stubborn"), signal: Signal.SIGKILL });
    await done;
  });
});

describe("a terminal", async () => {
  const daemon = await useDaemon();

  it("echoes, has a size that can be changed, and ends", async () => {
    const events = daemon.process.start({
      process: { cmd: "/bin/bash", args: ["--norc", "-i"], envs: { PS1: "" } },
      pty: { size: { cols: 80, rows: 24 } },
      tag: "term",
    });
    let output = "";
    let asked = 0;
    let end: unknown;
    const type = (text: string) =>
      daemon.process.sendInput({ process: tag("term"), input: { input: { case: "pty", value: Buffer.from(text) } } });
    for await (const { event } of events) {
      if (event?.event.case === "start") await type("stty size\n");
      if (event?.event.case === "data" && event.event.value.output.case === "pty") {
        output += Buffer.from(event.event.value.output.value).toString();
      }
      if (asked === 0 && output.includes("24 80")) {
        asked = 1;
        await daemon.process.update({ process: tag("term"), pty: { size: { cols: 132, rows: 50 } } });
        await type("stty size; exit 4\n");
      }
      if (event?.event.case === "end") end = event.event.value;
    }
    expect(output).toContain("50 132");
    expect(end).toMatchObject({ exitCode: 4, exited: true });
  });

  it("cannot have its input closed, nor a plain process a size", async () => {
    const done = collect(
      daemon.process.start({
        process: { cmd: "/bin/cat" },
        pty: { size: { cols: 80, rows: 24 } },
        tag: "cat",
      }) as never,
    );
    await expect.poll(() => daemon.processes.running().some(({ request }) => request.tag === "cat")).toBe(true);
    await expect(daemon.process.closeStdin({ process: tag("cat") })).rejects.toMatchObject({
      code: Code.FailedPrecondition,
    });
    await daemon.process.sendSignal({ process: tag("cat"), signal: Signal.SIGKILL });
    await done;
    const plain = daemon.run("sleep 600", { tag: "plain" });
    await expect.poll(() => daemon.processes.running().some(({ request }) => request.tag === "plain")).toBe(true);
    await expect(
      daemon.process.update({ process: tag("plain"), pty: { size: { cols: 1, rows: 1 } } }),
    ).rejects.toMatchObject({ code: Code.Internal });
    await daemon.process.sendSignal({ process: tag("plain"), signal: Signal.SIGKILL });
    await plain;
  });
});
