import type { FastifyInstance } from "fastify";
import { ServiceError } from "../errors.ts";
import type { Platform, RunningService } from "../platform.ts";

/** Listens, and stops with the platform: no new connections, open answers drained up to the limit, then cut. */
export async function listen(
  app: FastifyInstance,
  platform: Pick<Platform, "http" | "lifecycle">,
  service: { name: string; port: number },
): Promise<RunningService> {
  const { host, advertisedHost, limits } = platform.http;
  try {
    await app.listen({ host, port: service.port });
  } catch (error) {
    throw listenError(error, service);
  }
  const address = app.server.address();
  const port = typeof address === "object" && address ? address.port : service.port;
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= drain(app, limits.drainTimeoutMs);
    return closing;
  };
  platform.lifecycle.onStop(service.name, close);
  return { name: service.name, url: `http://${inUrl(advertisedHost)}:${port}`, [Symbol.asyncDispose]: close };
}

async function drain(app: FastifyInstance, limitMs: number): Promise<void> {
  const cut = setTimeout(() => app.server.closeAllConnections(), limitMs);
  await app.close().finally(() => clearTimeout(cut));
}

const inUrl = (host: string) => (host.includes(":") ? `[${host}]` : host);

function listenError(error: unknown, service: { name: string; port: number }): unknown {
  const { code } = error as NodeJS.ErrnoException;
  const variable = `NEXAU_CLOUD_${service.name.replaceAll("-", "_").toUpperCase()}_PORT`;
  const where = `Port ${service.port} of ${service.name}`;
  const message = {
    EADDRINUSE: `${where} is taken by another program. Stop it, or choose another port with ${variable}.`,
    EACCES: `${where} may not be opened by this user. Choose one from 1024 up with ${variable}.`,
  }[code ?? ""];
  return message ? new ServiceError("failed_precondition", "port_in_use", message, { cause: error }) : error;
}
