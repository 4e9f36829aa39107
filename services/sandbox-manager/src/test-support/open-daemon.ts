import { connect } from "node:net";
import { createConnectTransport } from "@connectrpc/connect-node";
import type { RunningSandbox } from "../drivers/driver.ts";
import { openServices, withHeaders } from "./open-sandbox.ts";

/** A sandbox's daemon, reached by its own socket as the manager does. */
export function openDaemon(sandbox: RunningSandbox | undefined, accessToken: string) {
  if (!sandbox) throw new Error("the sandbox does not run");
  const transport = createConnectTransport({
    baseUrl: "http://sandbox",
    httpVersion: "1.1",
    useBinaryFormat: false,
    interceptors: [withHeaders({ "x-access-token": accessToken })],
    nodeOptions: { createConnection: () => connect(sandbox.socketPath) },
  });
  return { id: sandbox.id, ...openServices(transport) };
}
