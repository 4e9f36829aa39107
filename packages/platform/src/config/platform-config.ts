import { z } from "zod";
import { bytes, count, flag, httpUrl, milliseconds, secret } from "./fields.ts";

const serviceUrl = (what: string) =>
  z
    .object({ url: httpUrl().optional().describe(`Where ${what} is, for when none has registered itself.`) })
    .prefault({});

/** What every process needs: the top level of the configuration, beside the services' own sections. */
export const platformConfig = {
  dataDir: z.string().min(1).default(".nexau-cloud").describe("Folder of everything that the cloud keeps."),
  host: z.string().min(1).default("127.0.0.1").describe("Address that all services listen on."),
  advertisedHost: z
    .string()
    .min(1)
    .optional()
    .describe("Name or address under which services in other processes reach these; `host` unless set."),
  lane: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, { error: "must be lower-case letters, digits and dashes" })
    .optional()
    .describe("Traffic lane of the services of this process (RFC-0005); none is the base lane."),
  log: z
    .object({
      level: z
        .enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"])
        .default("info")
        .describe("Least important lines that are written."),
    })
    .prefault({}),
  database: z
    .object({
      url: secret()
        .regex(/^postgres(ql)?:\/\//, { error: "must begin with postgres:// or postgresql://" })
        .optional()
        .describe("A PostgreSQL to use in place of the one that the cloud runs itself."),
      maxConnections: count(20).describe("Most connections that one process opens."),
    })
    .prefault({}),
  redis: z
    .object({
      url: secret()
        .regex(/^(rediss?:\/\/|\/)/, { error: "must begin with redis:// or rediss://, or be the path of a socket" })
        .optional()
        .describe("Redis for what several processes must agree on; without it, one process does so in its memory."),
    })
    .prefault({}),
  storage: z
    .object({
      kind: z.enum(["files", "s3"]).default("files").describe("Where artifacts lie: in the data folder, or in S3."),
      endpoint: httpUrl().optional().describe("Address of the S3 service."),
      region: z.string().min(1).default("us-east-1").describe("Region of the S3 service."),
      bucket: z.string().min(1).optional().describe("Bucket that artifacts lie in."),
      accessKeyId: z.string().min(1).optional().describe("Key id for the S3 service."),
      secretAccessKey: secret().optional().describe("Key for the S3 service."),
      pathStyle: flag(true).describe("Put the bucket into the path and not into the host name."),
    })
    .prefault({})
    .superRefine((storage, context) => {
      if (storage.kind !== "s3") return;
      for (const key of ["endpoint", "bucket", "accessKeyId", "secretAccessKey"] as const) {
        if (storage[key] === undefined) {
          context.addIssue({ code: "custom", path: [key], message: "is needed when storage.kind is s3" });
        }
      }
    }),
  http: z
    .object({
      bodyBytes: bytes(4 * 1024 * 1024).describe("Largest JSON body that is read."),
      headerBytes: bytes(32 * 1024).describe("Largest head of a request that is read."),
      requestTimeoutMs: milliseconds(300_000).describe("Time that a caller has to send its request; 0 is no limit."),
      drainTimeoutMs: milliseconds(10_000).describe("Time that running answers get when the cloud stops."),
    })
    .prefault({}),
  secrets: z
    .object({
      serviceToken: secret()
        .min(32, { error: "must have 32 characters or more" })
        .optional()
        .describe("Shared secret of the cloud's services. Made and kept in the data folder when it is not set."),
      masterKey: secret()
        .refine((text) => parseMasterKey(text) !== undefined, { error: "must be 32 bytes as base64 or 64 hex digits" })
        .optional()
        .describe("Encrypts stored secrets. Made and kept in the data folder when it is not set; do not lose it."),
    })
    .prefault({}),
  services: z
    .object({
      edge: serviceUrl("the edge"),
      backend: serviceUrl("the backend"),
      agentGateway: serviceUrl("the agent gateway"),
      sessionManager: serviceUrl("the session manager"),
      agentRuntime: serviceUrl("the agent runtime"),
      runtimeSidecar: serviceUrl("the runtime sidecar"),
      runtimeSidecarTraces: serviceUrl("the sidecar's trace intake"),
      sandboxManager: serviceUrl("the sandbox manager"),
    })
    .prefault({}),
};

export type PlatformConfig = z.infer<z.ZodObject<typeof platformConfig>>;

/** For those who have settings at hand and no sources to read them from. */
export function parsePlatformConfig(settings: z.input<z.ZodObject<typeof platformConfig>>): PlatformConfig {
  return z.object(platformConfig).parse(settings);
}

/** The 32 bytes of a master key, or undefined for a text that is not one. */
export function parseMasterKey(text: string): Buffer | undefined {
  const key = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, "hex") : Buffer.from(text, "base64");
  return key.length === 32 ? key : undefined;
}
