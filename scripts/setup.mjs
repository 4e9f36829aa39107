/**
 * Gets a fresh clone ready to run: `npm start` and `npm test` call it first. It runs on whatever Node.js the machine has,
 * before anything is installed, so it is plain JavaScript without imports of ours. Says nothing when nothing is to do.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const cloudNode = join(root, "node_modules/.bin/node");
const forTests = process.argv.includes("--for=test");

/** Programs that sandboxes are made of, and the package that has each; paths, as sandboxes see the host's /usr. */
const PROGRAMS = [
  { path: "/usr/bin/bwrap", packageName: "bubblewrap", why: "agents' tools run in bubblewrap sandboxes" },
  { path: "/usr/bin/python3", packageName: "python3", why: "agents bring tools written in Python" },
];
const TEST_PROGRAMS = [
  { path: "/usr/bin/redis-server", packageName: "redis-server", why: "some tests want a real Redis and are left out" },
];

const PACKAGE_MANAGERS = [
  { command: "apt-get", prepare: ["update", "-qq"], install: ["install", "-y", "-qq", "--no-install-recommends"] },
  { command: "dnf", install: ["install", "-y", "-q"], names: { "redis-server": "redis" } },
  { command: "apk", install: ["add", "--quiet"], names: { "redis-server": "redis" } },
  {
    command: "pacman",
    install: ["-S", "--noconfirm", "--needed"],
    names: { "redis-server": "redis", python3: "python" },
  },
];

checkMachine();
installPackages();
checkCloudNode();
installPrograms(forTests ? [...PROGRAMS, ...TEST_PROGRAMS] : PROGRAMS);
buildSandboxDaemon();

function checkMachine() {
  const major = Number(process.versions.node.split(".")[0]);
  if (major < 18)
    fail(`Node.js ${process.versions.node} is too old: version 20 or later is needed to set the cloud up.`);
  if (process.platform !== "linux" || !["x64", "arm64"].includes(process.arch)) {
    fail(`NexAU Cloud runs on Linux (x64 or arm64), and this is ${process.platform} ${process.arch}.`);
  }
}

/** What package-lock.json lists has to be in node_modules, in the same versions. */
function installPackages() {
  if (isInstalled()) return;
  say("Installing packages ...");
  // Not `ci`, which wants every platform's optional packages from the registry, and would delete a Node.js we run on.
  const task = ["install", "--no-save"];
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ["npm"];
  const [command, ...args] = [...npm, ...task, "--no-audit", "--no-fund", "--loglevel=error"];
  if (!run(command, args)) {
    fail(
      "Installing the packages failed; the lines above say why. Once the network works, run the same command again.",
    );
  }
}

function isInstalled() {
  const wanted = readPackages(join(root, "package-lock.json"));
  const present = readPackages(join(root, "node_modules/.package-lock.json"));
  return Object.entries(wanted).every(([path, { version, optional, peer }]) => {
    if (!path.startsWith("node_modules/") || optional || peer) return true;
    return present[path] !== undefined && present[path].version === version;
  });
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    return {};
  }
}

function checkCloudNode() {
  const { stdout, error } = spawnSync(cloudNode, ["--version"], { encoding: "utf8" });
  if (stdout?.startsWith("v24.")) return;
  const found = error ? error.message : `${stdout?.trim() || "nothing"} answered`;
  fail(
    `The cloud's own Node.js 24 (node_modules/.bin/node) does not work: ${found}.\nIt is an optional dependency: delete node_modules and run the command again without --omit=optional.`,
  );
}

/** Without them the cloud starts and says what it cannot do; so this only warns when it cannot install them. */
function installPrograms(programs) {
  const missing = programs.filter(({ path }) => !existsSync(path));
  if (missing.length === 0) return;
  const manager = PACKAGE_MANAGERS.find(({ command }) => inPath(command));
  const names = missing.map(({ packageName }) => manager?.names?.[packageName] ?? packageName);
  const prefix = rootPrefix();
  if (manager && prefix) {
    say(`Installing ${names.join(", ")} with ${manager.command} ...`);
    const call = (args) => run(...withPrefix(prefix, manager.command, args), { DEBIAN_FRONTEND: "noninteractive" });
    if (manager.prepare) call(manager.prepare);
    call([...manager.install, ...names]);
  }
  const stillMissing = missing.filter(({ path }) => !existsSync(path));
  if (stillMissing.length === 0) return;
  for (const { path, why } of stillMissing) say(`Missing: ${path} (${why}).`);
  say(
    manager
      ? `To install: sudo ${[manager.command, ...manager.install.filter((word) => !word.startsWith("-q")), ...names].join(" ")}`
      : `Install ${names.join(" and ")} with this system's package manager.`,
  );
}

/** What stands before a command to run it as root: nothing for root itself, undefined when it would ask for a password. */
function rootPrefix() {
  if (process.getuid?.() === 0) return [];
  return inPath("sudo") && spawnSync("sudo", ["-n", "true"]).status === 0 ? ["sudo", "-n"] : undefined;
}

function withPrefix(prefix, command, args) {
  const [first, ...rest] = [...prefix, command, ...args];
  return [first, rest];
}

/** The daemon inside each sandbox is one bundled file; made again when any of its sources is newer. */
function buildSandboxDaemon() {
  const bundle = join(root, "services/sandboxd/dist/sandboxd.mjs");
  const script = join(root, "services/sandboxd/build.ts");
  if (!existsSync(script)) return;
  const sources = [
    script,
    join(root, "services/sandboxd/src"),
    join(root, "packages/contracts/src/gen"),
    join(root, "package-lock.json"),
  ];
  if (existsSync(bundle) && sources.every((path) => newestChange(path) <= statSync(bundle).mtimeMs)) return;
  say("Building the sandbox daemon ...");
  if (!run(cloudNode, [script])) fail("Building the sandbox daemon failed; the lines above say why.");
}

function newestChange(path) {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newestChange(join(path, name))));
}

function run(command, args, env = {}) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: "inherit", env: { ...process.env, ...env } });
  return status === 0;
}

function inPath(command) {
  return (process.env.PATH ?? "").split(":").some((folder) => folder && existsSync(join(folder, command)));
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

function fail(text) {
  say(text);
  process.exit(1);
}
