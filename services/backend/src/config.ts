import { ApiType } from "@nexau-cloud/contracts";
import { bytes, count, flag, milliseconds, port, secret } from "@nexau-cloud/platform";
import { z } from "zod";

/** Section `backend` of the configuration. */
export const backendConfig = z.object({
  port: port(8001).describe("Port that this service listens on; 0 picks a free one."),
  openRegistration: flag(true).describe("Lets anybody make an account. The first account can always be made."),
  loginSessionHours: count(720).describe("How long a browser stays signed in."),
  maxLoginFailures: count(10).describe(
    "Wrong passwords for one e-mail from one address within the window; ten times as many for either alone.",
  ),
  loginWindowMs: milliseconds(900_000).describe("Window in which wrong passwords are counted."),
  requestsPerMinute: count(6000).describe("Requests from one address in a minute; 0 is no limit."),
  trustedProxies: z
    .array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], { error: "must be an address or a network" }))
    .default(["127.0.0.0/8", "::1/128"])
    .describe("Addresses whose X-Forwarded-* headers are believed: those of the edge."),
  allowPrivateProviders: z
    .union([z.boolean(), z.stringbool()])
    .optional()
    .describe(
      "Lets a project's own base URL point to private addresses. By default so while the services listen on loopback only.",
    ),
  bundle: z
    .object({
      zipBytes: bytes(100 * 1024 * 1024).describe("Largest agent bundle that may be uploaded."),
      entries: count(10_000).describe("Most files and folders in a bundle."),
      fileBytes: bytes(100 * 1024 * 1024).describe("Largest file of a bundle, unpacked."),
      totalBytes: bytes(500 * 1024 * 1024).describe("All files of a bundle together, unpacked."),
      ratio: count(100).describe("How many times its size a bundle may grow when it is unpacked."),
    })
    .prefault({}),
  uploadTtlMs: milliseconds(3_600_000).describe("How long an upload may wait for its confirmation."),
  bundleUrlTtlMs: milliseconds(900_000).describe("How long the bundle's URL in a launch is good."),
  checkTimeoutMs: milliseconds(120_000).describe("Longest that activating a version may take."),
  cleanupIntervalMs: milliseconds(60_000).describe("How often leftovers are looked for."),
  unreferencedGraceMs: milliseconds(3_600_000).describe("How long content that nothing refers to is kept."),
  traceRetentionDays: count(30).describe("How long traces are kept; 0 is for ever."),
});

const OperatorProvider = z.object({
  name: z.string().min(1).max(128),
  apiType: ApiType.default("openai_chat_completion"),
  /** `demo:` is the built-in model, which the sidecar answers itself. */
  baseUrl: z.string().min(1),
  apiKey: secret().optional(),
  models: z.array(z.string().min(1)).min(1),
});
export type OperatorProvider = z.infer<typeof OperatorProvider>;

/** The model that everybody has: it needs no key and no network. */
export const DEMO_PROVIDER: OperatorProvider = {
  name: "demo",
  apiType: "openai_chat_completion",
  baseUrl: "demo:",
  models: ["demo"],
};

/** Section `providers` of the configuration: the operator's own, for all projects. Keys in camelCase or snake_case. */
export const providersConfig = z
  .preprocess(withCamelCaseKeys, z.array(OperatorProvider))
  .refine((providers) => new Set(providers.map(({ name }) => name)).size === providers.length, {
    error: "two providers have the same name",
  })
  .refine((providers) => providers.every(({ name }) => name !== DEMO_PROVIDER.name), {
    error: "the name demo is taken by the built-in model",
  })
  .default([])
  .describe("Model providers for all projects: name, apiType, baseUrl, apiKey and models of each.");

export type BackendConfig = z.infer<typeof backendConfig>;
/** What `startBackend` wants: its own section and the providers. */
export type BackendSettings = BackendConfig & { providers: OperatorProvider[] };

function withCamelCaseKeys(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.map((entry) =>
    typeof entry === "object" && entry !== null
      ? Object.fromEntries(Object.entries(entry).map(([key, field]) => [toCamelCase(key), field]))
      : entry,
  );
}

const toCamelCase = (key: string) => key.replace(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase());
