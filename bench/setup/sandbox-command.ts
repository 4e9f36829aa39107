/** What it takes to run a command in a session's sandbox, as a runtime does it. */
export interface SandboxCommandOptions {
  managerUrl: string;
  serviceToken: string;
  sessionId: string;
  command: string;
}

const SANDBOXD_PORT = "49983";
const END_OF_STREAM = 2;

/** Asks for the session's sandbox, runs the command in it and gives its exit code. */
export async function runInSandbox({ managerUrl, serviceToken, sessionId, command }: SandboxCommandOptions) {
  const created = await fetch(`${managerUrl}/sessions/${sessionId}/sandbox`, {
    method: "PUT",
    headers: { authorization: `Bearer ${serviceToken}`, "content-type": "application/json" },
    body: JSON.stringify({ projectId: "bench" }),
  });
  if (!created.ok) throw new Error(`no sandbox: ${created.status} ${await created.text()}`);
  const sandbox = (await created.json()) as { id: string; accessToken: string };
  const response = await fetch(`${managerUrl}/process.Process/Start`, {
    method: "POST",
    headers: {
      "content-type": "application/connect+json",
      "connect-protocol-version": "1",
      "e2b-sandbox-id": sandbox.id,
      "e2b-sandbox-port": SANDBOXD_PORT,
      "x-access-token": sandbox.accessToken,
      authorization: `Basic ${Buffer.from("user:").toString("base64")}`,
    },
    body: enveloped({ process: { cmd: command, args: [] } }),
  });
  if (!response.ok) throw new Error(`no process: ${response.status} ${await response.text()}`);
  return exitCodeIn(Buffer.from(await response.arrayBuffer()));
}

export async function deleteSandbox({ managerUrl, serviceToken, sessionId }: Omit<SandboxCommandOptions, "command">) {
  const response = await fetch(`${managerUrl}/sessions/${sessionId}/sandbox?projectId=bench`, {
    method: "DELETE",
    headers: { authorization: `Bearer ${serviceToken}` },
  });
  if (!response.ok) throw new Error(`the sandbox was not deleted: ${response.status} ${await response.text()}`);
}

/** Connect puts a byte of flags and four of length before every message of a stream. */
function enveloped(message: object): Uint8Array<ArrayBuffer> {
  const body = Buffer.from(JSON.stringify(message));
  const head = Buffer.alloc(5);
  head.writeUInt32BE(body.length, 1);
  return new Uint8Array(Buffer.concat([head, body]));
}

function exitCodeIn(stream: Buffer): number {
  for (let at = 0; at + 5 <= stream.length; ) {
    const flags = stream.readUInt8(at);
    const length = stream.readUInt32BE(at + 1);
    const message = JSON.parse(stream.toString("utf8", at + 5, at + 5 + length) || "{}");
    if (flags & END_OF_STREAM && message.error) throw new Error(JSON.stringify(message.error));
    // JSON leaves out a field that has its default: an exit code of 0.
    if (message.event?.end) return message.event.end.exitCode ?? 0;
    at += 5 + length;
  }
  throw new Error("the stream ended without an exit code");
}
