/**
 * Makes every generated file anew: protobuf code, each service's openapi.json, and the typed clients made from it.
 * `npm run check` runs it with --check, which writes nothing and fails when a file would change.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { typesOf } from "@nexau-cloud/openapi-tool";
import { createHttpServer, createLogger } from "@nexau-cloud/platform";
import type { FastifyInstance } from "fastify";
import { agentRuntimeRoutes } from "../services/agent-runtime/src/routes.ts";
import { backendRoutes } from "../services/backend/src/routes.ts";
import { sandboxManagerRoutes } from "../services/sandbox-manager/src/routes.ts";
import { sessionManagerRoutes } from "../services/session-manager/src/routes.ts";

type RegisterRoutes = (app: FastifyInstance, deps: never) => Promise<void>;

const SERVICES: Record<string, { routes: RegisterRoutes; description: string }> = {
  "agent-runtime": { routes: agentRuntimeRoutes, description: "Runs the agent loop." },
  backend: { routes: backendRoutes, description: "The control plane." },
  "sandbox-manager": { routes: sandboxManagerRoutes, description: "Life cycle of sandboxes." },
  "session-manager": { routes: sessionManagerRoutes, description: "Sessions, runs and their state." },
};

const root = join(import.meta.dirname, "..");
const checkOnly = process.argv.includes("--check");
const stale: string[] = [];

function emit(path: string, content: string): void {
  const target = join(root, path);
  if (existsSync(target) && readFileSync(target, "utf8") === content) return;
  stale.push(path);
  if (!checkOnly) writeFileSync(target, content);
}

async function openApiOf(name: string): Promise<object> {
  const service = SERVICES[name];
  if (!service) throw new Error(`unknown service ${name}`);
  const app = await createHttpServer({
    name,
    version: "0.1.0",
    description: service.description,
    log: createLogger(name, { level: "silent" }),
    limits: { bodyBytes: 1, headerBytes: 16384, requestTimeoutMs: 1000, drainTimeoutMs: 1 },
  });
  // Routes are only registered, never called, so whatever a route asks of its service may be anything.
  const anything: unknown = new Proxy(() => undefined, { get: () => anything });
  const deps = new Proxy(
    {},
    { get: (_target, key) => (String(key).endsWith("Only") ? async () => undefined : anything) },
  );
  await service.routes(app, deps as never);
  await app.ready();
  const document = app.swagger();
  await app.close();
  return document;
}

function protobuf(): void {
  const out = mkdtempSync(join(tmpdir(), "nexau-cloud-proto-"));
  const contracts = join(root, "packages/contracts");
  execFileSync(join(root, "node_modules/.bin/buf"), ["generate", "--output", out], {
    cwd: contracts,
    stdio: "inherit",
    env: { ...process.env, PATH: `${join(root, "node_modules/.bin")}:${process.env.PATH}` },
  });
  for (const file of walk(join(out, "src/gen")))
    emit(`packages/contracts/src/gen/${file}`, readFileSync(join(out, "src/gen", file), "utf8"));
  rmSync(out, { recursive: true });
}

function walk(folder: string, prefix = ""): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? walk(path, `${prefix}${name}/`) : [`${prefix}${name}`];
  });
}

protobuf();
for (const name of Object.keys(SERVICES)) {
  const document = await openApiOf(name);
  emit(`services/${name}/openapi.json`, `${JSON.stringify(document, null, 2)}\n`);
  emit(
    `services/${name}/src/client.gen.ts`,
    `// Generated from openapi.json by \`npm run generate\`; do not edit.\n\n${await typesOf(document)}`,
  );
}
if (checkOnly && stale.length > 0) {
  console.error(
    `These generated files are stale; run \`npm run generate\`:\n${stale.map((path) => `  ${path}`).join("\n")}`,
  );
  process.exit(1);
}
