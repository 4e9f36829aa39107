/**
 * Makes every generated file anew: protobuf code, each service's openapi.json, the typed clients made from it, and the
 * page of all settings.
 * `npm run check` runs it with --check, which writes nothing and fails when a file would change.
 */
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { typesOf } from "@nexau-cloud/openapi-tool";
import { createHttpServer, createLogger } from "@nexau-cloud/platform";
import { agentGatewayRoutes } from "../services/agent-gateway/src/routes.ts";
import { agentRuntimeRoutes } from "../services/agent-runtime/src/routes.ts";
import { backendRoutes } from "../services/backend/src/routes.ts";
import { sandboxManagerRoutes } from "../services/sandbox-manager/src/routes.ts";
import { sessionManagerRoutes } from "../services/session-manager/src/routes.ts";
import { configurationPage } from "./generate/configuration-page.ts";

type App = Awaited<ReturnType<typeof createHttpServer>>;
type RegisterRoutes = (app: App, deps: never) => Promise<void>;

const SERVICES: Record<string, { routes: RegisterRoutes; description: string }> = {
  "agent-gateway": { routes: agentGatewayRoutes, description: "The data plane: sessions, chat, runs and files." },
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
  if (checkOnly) return;
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, content);
}

type OpenApi = { paths: Record<string, unknown> };

async function openApiOf(name: string): Promise<OpenApi> {
  const service = SERVICES[name];
  if (!service) throw new Error(`unknown service ${name}`);
  const app = await createHttpServer({
    name,
    version: "0.1.0",
    description: service.description,
    log: createLogger(name, { level: "silent" }),
    limits: { bodyBytes: 1, headerBytes: 16384, requestTimeoutMs: 1000, drainTimeoutMs: 1 },
  });
  const deps = new Proxy({}, { get: (_target, key) => stand(String(key)) });
  await service.routes(app, deps as never);
  await app.ready();
  const document = app.swagger() as OpenApi;
  await app.close();
  return document;
}

/**
 * Something to stand where a route takes a part of its service: routes are only registered here, never called, so it may
 * be anything, but hooks must be functions and limits numbers.
 */
function stand(key: string): unknown {
  if (key.endsWith("Only")) return async () => undefined;
  if (/(Bytes|Ms|Seconds|Limit|Count)$/.test(key)) return 1;
  return new Proxy(() => undefined, { get: (_target, inner) => (inner === "then" ? undefined : stand(String(inner))) });
}

async function clientOf(document: OpenApi): Promise<string> {
  return `// Generated from the OpenAPI document by \`npm run generate\`; do not edit.\n\n${await typesOf(document)}`;
}

/** The part of a document that callers from outside may use. */
function publicPart(document: OpenApi, prefix: string): OpenApi {
  const paths = Object.entries(document.paths).filter(([path]) => path.startsWith(prefix));
  return { ...document, paths: Object.fromEntries(paths) };
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
  if (name === "backend") emit("packages/sdk/src/control-plane.gen.ts", await clientOf(publicPart(document, "/api/")));
  // The data plane is for callers from outside, who have the SDK; none of our services calls it.
  if (name === "agent-gateway")
    emit("packages/sdk/src/data-plane.gen.ts", await clientOf(publicPart(document, "/agent-api/")));
  else emit(`services/${name}/src/client.gen.ts`, await clientOf(document));
}
emit("docs/configuration.md", configurationPage());
if (checkOnly && stale.length > 0) {
  console.error(
    `These generated files are stale; run \`npm run generate\`:\n${stale.map((path) => `  ${path}`).join("\n")}`,
  );
  process.exit(1);
}
