import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sandboxProfile } from "../../config.ts";
import { newSandboxId } from "../../sandboxes/sandbox-id.ts";
import { createTestDriver } from "../../test-support/bubblewrap-under-test.ts";
import { openDaemon } from "../../test-support/open-daemon.ts";
import type { SandboxDriver } from "../driver.ts";
import { INNER_ROOT_CAPABILITIES } from "./sandbox-arguments.ts";

const CANARY = "canary-of-the-manager-5f1c";
const asRoot = process.getuid?.() === 0;
const CAPABILITY_BITS: Record<string, number> = {
  CAP_CHOWN: 0,
  CAP_DAC_OVERRIDE: 1,
  CAP_FOWNER: 3,
  CAP_FSETID: 4,
  CAP_KILL: 5,
  CAP_SETGID: 6,
  CAP_SETUID: 7,
  CAP_NET_BIND_SERVICE: 10,
  CAP_SYS_PTRACE: 19,
};

describe("a bubblewrap sandbox", () => {
  let folder: string;
  let driver: SandboxDriver;
  let sandbox: Awaited<ReturnType<typeof start>>;

  async function start() {
    const running = await driver.create({
      id: newSandboxId(),
      profile: sandboxProfile.parse({ memoryMb: 384, pids: 150, diskMb: 64, openFiles: 500 }),
      agentDir: null,
      env: {},
      accessToken: "access-token-of-the-sandbox",
      controlToken: "control",
      templateId: "default",
    });
    return openDaemon(running, "access-token-of-the-sandbox");
  }

  beforeAll(async () => {
    process.env.MANAGERS_SECRET = CANARY;
    folder = await mkdtemp(join(tmpdir(), "isolation-"));
    driver = await createTestDriver(join(folder, "data"));
    sandbox = await start();
  });
  afterAll(async () => {
    await driver.close();
    await rm(folder, { recursive: true, force: true });
  });

  const users = ["user", "root"] as const;
  const python = (script: string, user = "root") => sandbox.run(`python3 - <<'SCRIPT'\n${script}\nSCRIPT`, { user });

  /** What a system call answers, made directly: its result and errno. */
  const syscall = (number: number, ...args: (number | string)[]) =>
    python(`
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
print(libc.syscall(${[number, ...args].join(", ")}), ctypes.get_errno())`).then(({ stdout }) => stdout.trim());

  it.each(users)("shows %s nothing of the host's files", async (user) => {
    const { stdout } = await sandbox.run("ls -A / /home /root /opt /var /run /mnt /srv /boot /sys 2>/dev/null", {
      user,
    });
    expect(stdout).not.toContain("work");
    const host = readdirSync("/").filter(
      (name) =>
        ![
          "bin",
          "dev",
          "etc",
          "home",
          "lib",
          "lib64",
          "lib32",
          "opt",
          "proc",
          "root",
          "run",
          "sbin",
          "tmp",
          "usr",
          "var",
        ].includes(name),
    );
    const seen = (await sandbox.run("ls -A /", { user })).stdout.split("\n");
    expect(seen.filter((name) => host.includes(name))).toEqual([]);
    for (const path of ["/etc/shadow", "/etc/sudoers", "/var/run/docker.sock", "/run/docker.sock", "/sys/fs/cgroup"]) {
      expect([path, (await sandbox.run(`ls ${path}`, { user })).exitCode]).toEqual([path, 2]);
    }
    expect((await sandbox.run("ls /proc/1/root/work /proc/1/cwd/work", { user })).exitCode).not.toBe(0);
  });

  it("has an /etc that says nothing about the host", async () => {
    const { stdout } = await sandbox.run(
      "cat /etc/passwd /etc/group /etc/hosts /etc/hostname /etc/resolv.conf; hostname",
    );
    expect(stdout).toContain("user:x:1000:1000");
    const names = readFileSync("/etc/hostname", "utf8").trim();
    if (names && names !== "sandbox") expect(stdout).not.toContain(names);
  });

  it("finds the programs that agents count on", async () => {
    const { stdout } = await sandbox.run(
      "for name in bash sh python3 python node git; do command -v $name || echo no $name; done",
    );
    expect(stdout).not.toContain("no ");
    expect((await sandbox.run("python -c 'print(6 * 7)'; node -e 'console.log(1)'")).stdout).toBe("42\n1\n");
  });

  it.each(users)("lets %s write in its own places only", async (user) => {
    const tried =
      "/usr/x /etc/x /x /bin/x /opt/x /opt/sandboxd/x /agent/x /proc/sys/kernel/core_pattern /proc/sysrq-trigger";
    const { stdout } = await sandbox.run(`for f in ${tried}; do echo x 2>/dev/null > $f && echo "wrote $f"; done`, {
      user,
    });
    expect(stdout).toBe("");
    expect(
      (await sandbox.run("mount -o remount,rw /usr || umount /agent || mount -t tmpfs x /tmp", { user })).exitCode,
    ).not.toBe(0);
  });

  it("shows no process but its own, and reaches no other", async () => {
    const { stdout } = await sandbox.run("ls /proc | grep -E '^[0-9]+$'; ps -ewwo args", { user: "root" });
    expect(stdout).not.toContain("vitest");
    const pids = stdout
      .split("\n")
      .filter((line) => /^\d+$/.test(line))
      .map(Number);
    expect(pids.length).toBeLessThan(15);
    expect((await sandbox.run(`kill -0 ${process.pid} 2>&1`, { user: "root" })).exitCode).not.toBe(0);
  });

  it("holds nothing that the manager knows and has open", async () => {
    const look = "cat /proc/*/environ /proc/*/cmdline 2>/dev/null | tr '\\0' '\\n'; ls -l /proc/*/fd 2>/dev/null";
    const { stdout } = await sandbox.run(look, { user: "root" });
    expect(stdout).not.toContain(CANARY);
    expect(stdout).not.toContain("access-token-of-the-sandbox");
    expect(stdout).not.toContain("isolation-");
    const folders = await sandbox.run(
      "for f in /proc/[0-9]*/fd/*; do [ -d $f/ ] && readlink $f; done | grep -vE '^(/proc|/home/user|/root|/)' ; for p in /proc/[0-9]*; do [ $p != /proc/$$ ] && ls -d $p/fd/*/work 2>/dev/null; done",
      { user: "root" },
    );
    expect(folders.stdout).toBe("");
  });

  it.runIf(asRoot)("gives its user no capability, and its root just those it needs within its own ids", async () => {
    const read = async (user: string) => {
      const { stdout } = await sandbox.run("grep -E '^(Cap|NoNewPrivs|Seccomp:)' /proc/self/status", { user });
      return Object.fromEntries(
        stdout
          .trim()
          .split("\n")
          .map((line) => line.split(/:\s+/) as [string, string]),
      );
    };
    const allowed = INNER_ROOT_CAPABILITIES.reduce((bits, name) => bits | (1 << (CAPABILITY_BITS[name] ?? 31)), 0);
    const user = await read("user");
    expect([user.CapEff, user.CapPrm, user.CapAmb].map((hex) => Number.parseInt(hex ?? "", 16))).toEqual([0, 0, 0]);
    const root = await read("root");
    for (const kind of ["CapEff", "CapPrm", "CapBnd", "CapInh"]) {
      expect([kind, Number.parseInt(root[kind] ?? "", 16)]).toEqual([kind, allowed]);
    }
    for (const status of [user, root]) expect(status).toMatchObject({ NoNewPrivs: "1", Seccomp: "2" });
  });

  it.runIf(asRoot)("is nobody on the host, and no two are the same nobody", async () => {
    const other = await start();
    const uidsOf = (marker: string) =>
      readdirSync("/proc").flatMap((pid) => {
        try {
          if (!readFileSync(`/proc/${pid}/environ`, "latin1").includes(marker)) return [];
          return [Number(/^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1])];
        } catch {
          return [];
        }
      });
    const [first, second] = [uidsOf(sandbox.id), uidsOf(other.id)];
    expect(first.length).toBeGreaterThan(0);
    for (const uid of [...first, ...second]) expect(uid).toBeGreaterThanOrEqual(0x7000_0000);
    expect(Math.floor((first[0] ?? 0) / 65_536)).not.toBe(Math.floor((second[0] ?? 0) / 65_536));
    await driver.destroy(other.id);
  });

  it.runIf(process.arch === "x64")("is refused by the kernel what sandboxes have been broken with", async () => {
    const refused = {
      mount: [165, "b'none'", "b'/tmp'", "b'tmpfs'", 0, 0],
      umount2: [166, "b'/agent'", 0],
      pivot_root: [155, "b'/tmp'", "b'/tmp'"],
      "unshare user": [272, 0x10000000],
      "unshare mount": [272, 0x20000],
      setns: [308, 0, 0],
      ptrace: [101, 0, 0, 0, 0],
      process_vm_readv: [310, 1, 0, 0, 0, 0, 0],
      bpf: [321, 0, 0, 0],
      perf_event_open: [298, 0, 0, -1, -1, 0],
      keyctl: [250, 0, -3, 1],
      add_key: [248, "b'user'", "b'x'", "b'y'", 1, -3],
      kexec_load: [246, 0, 0, 0, 0],
      init_module: [175, 0, 0, 0],
      userfaultfd: [323, 0],
      open_by_handle_at: [304, 0, 0, 0],
      fsopen: [430, "b'tmpfs'", 0],
      mount_setattr: [442, -100, "b'/'", 0, 0, 0],
      "clone into a user namespace": [56, 0x10000000, 0, 0, 0, 0],
      sethostname: [170, "b'x'", 1],
      "push keys into a terminal": [16, 0, 0x5412, 0],
    } as const;
    for (const [name, [number, ...args]] of Object.entries(refused)) {
      expect([name, await syscall(number, ...args)]).toEqual([name, "-1 1"]);
    }
    for (const number of [425, 435, 0x40000000 | 39]) expect(await syscall(number, 0, 0)).toBe("-1 38");
  });

  it("has sockets of the common families only, and those work", async () => {
    const { stdout, stderr } = await python(`
import socket
for family, kind, protocol in [(40, 1, 0), (38, 5, 0), (17, 3, 0), (29, 3, 0), (16, 3, 15), (2, 3, 1), (10, 3, 58)]:
    try:
        socket.socket(family, kind, protocol)
        print(family, "opened")
    except OSError as error:
        print(family, error.errno)
socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
for family, address in [(socket.AF_UNIX, "/tmp/socket"), (socket.AF_INET, ("127.0.0.1", 0)), (socket.AF_INET6, ("::1", 0))]:
    with socket.socket(family, socket.SOCK_STREAM) as server:
        server.bind(address)
        server.listen()
        with socket.socket(family, socket.SOCK_STREAM) as client:
            client.connect(server.getsockname())
            client.sendall(b"x")
            print(server.accept()[0].recv(1))`);
    expect(stderr).toBe("");
    expect(stdout).toBe(`40 97\n38 97\n17 97\n29 97\n16 93\n2 1\n10 1\n${"b'x'\n".repeat(3)}`);
  });

  it("has a network of its own with nothing in it but loopback", async () => {
    const server = createServer((socket) => socket.end("host"));
    await new Promise<void>((resolve) => server.listen(0, "0.0.0.0", resolve));
    const address = server.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const { stdout } = await python(`
import socket
print(sorted(name for _, name in socket.if_nameindex()))
for host in ["127.0.0.1", "169.254.169.254", "10.0.0.1", "8.8.8.8"]:
    try:
        socket.create_connection((host, ${port}), timeout=2)
        print(host, "reached")
    except OSError: pass
try: socket.getaddrinfo("example.com", 80); print("resolved")
except OSError: pass`);
    server.close();
    expect(stdout).toBe("['lo']\n");
  });

  it.each(users)("lets %s make no devices, and change to no other root", async (user) => {
    expect((await sandbox.run("mknod ~/disk b 254 0 || mknod /tmp/disk b 254 0", { user })).exitCode).not.toBe(0);
    expect((await sandbox.run("chroot /tmp /bin/true", { user })).exitCode).not.toBe(0);
  });

  it("holds a fork bomb, and its neighbour does not notice", async () => {
    const neighbour = await start();
    const bomb = sandbox.run("bomb() { bomb | bomb & }; bomb; sleep 600", { timeoutMs: 3_000 }).catch(() => undefined);
    expect((await neighbour.run("echo calm")).stdout).toBe("calm\n");
    expect((await driver.stats(sandbox.id))?.processes).toBeLessThanOrEqual(150);
    await bomb;
    await driver.kill(sandbox.id);
    expect((await neighbour.run("echo calm")).stdout).toBe("calm\n");
    await driver.destroy(neighbour.id);
    sandbox = await start();
  });

  it("kills what takes too much memory, and that alone", async () => {
    const result = await python("data = []\nwhile True: data.append(bytearray(8_000_000))", "user");
    expect(result.exitCode).not.toBe(0);
    expect((await sandbox.run("echo alive")).stdout).toBe("alive\n");
  });

  it("limits open files, and the size of a file", async () => {
    expect((await sandbox.run("ulimit -Hn; ulimit -Hc")).stdout).toBe("500\n0\n");
    const large = await sandbox.run("head -c 80000000 /dev/zero > ~/large; stat -c %s ~/large; rm ~/large");
    expect(large.stdout).toBe(`${64 * 1024 * 1024}\n`);
    expect((await sandbox.run("head -c 400000000 /dev/zero > /dev/shm/x")).exitCode).not.toBe(0);
    await sandbox.run("rm -f /dev/shm/x");
  });

  it("survives a flood of output that is read slowly, in bounded memory, and loses nothing", async () => {
    const flood = sandbox.start("for i in $(seq 80); do head -c 1000000 /dev/zero; echo $i > ~/written; done");
    const events = flood[Symbol.asyncIterator]();
    await events.next();
    let before = "";
    await expect
      .poll(async () => {
        const last = before;
        before = (await sandbox.run("cat ~/written")).stdout;
        return before !== "" && before === last;
      })
      .toBe(true);
    expect(Number(before)).toBeLessThan(40);
    expect((await driver.stats(sandbox.id))?.memoryBytes).toBeLessThan(250 * 1024 * 1024);
    let bytes = 0;
    for (let turn = await events.next(); !turn.done; turn = await events.next()) {
      const event = turn.value.event?.event;
      if (event?.case === "data") bytes += event.value.output.value?.length ?? 0;
    }
    expect(bytes).toBe(80_000_000);
  });
});
