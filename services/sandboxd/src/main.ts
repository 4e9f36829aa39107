import "./http/light-headers.ts";
import { rmSync } from "node:fs";
import { createServer } from "node:http";
import { createRequestHandler } from "./http/request-handler.ts";
import { closeInheritedFiles } from "./inherited-files.ts";
import { serveEgress } from "./network/egress-port.ts";
import { openPortTunnel } from "./network/port-tunnel.ts";
import { createProcessTable } from "./process/process-table.ts";
import { createSandboxState } from "./sandbox-state.ts";
import { readSettings, readSettingsLine } from "./settings.ts";

/*
 * The daemon of one sandbox. `--fd <n>` serves on a socket that is listening already, so that nothing inside can ever
 * put another in its place; `--socket <path>` listens there itself. The settings come as JSON on standard input. With
 * `--lifeline` behind, they are its first line, and its end is the end of the daemon: whoever started it has died.
 */
const [option, value = "", lifeline] = process.argv.slice(2);
const listenOn = option === "--fd" ? { fd: Number(value) } : option === "--socket" ? { path: value } : undefined;
if (!listenOn) throw new Error("usage: sandboxd --fd <number> | --socket <path> [--lifeline]");

closeInheritedFiles("fd" in listenOn ? [listenOn.fd] : []);
process.umask(0o022);
// Writing past the limit on file sizes is then an error like any other, and not the end of this daemon.
process.on("SIGXFSZ", () => undefined);
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => process.exit(0));

const state = createSandboxState(lifeline === "--lifeline" ? readSettingsLine() : readSettings());
if (lifeline === "--lifeline") endWithInput();
// Idle connections are the manager's to close: one closed here just as a request comes would lose it.
const options = { requestTimeout: 0, keepAliveTimeout: 0, highWaterMark: 256 * 1024 };
const server = createServer(options, createRequestHandler(state, createProcessTable(state)));
server.on("connect", (request, client, head) => {
  void openPortTunnel(request, client, head, state.settings.controlToken);
});
if (state.settings.egressSocket) serveEgress(state.settings.egressSocket);
if ("path" in listenOn) rmSync(listenOn.path, { force: true });
server.listen(listenOn);

function endWithInput(): void {
  for (const event of ["end", "error", "close"]) process.stdin.once(event, () => process.exit(0));
  process.stdin.resume();
}
