import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { describeConfig } from "./describe-config.ts";
import { count, flag, port, secret } from "./fields.ts";
import { loadConfig } from "./load-config.ts";
import { platformConfig } from "./platform-config.ts";

const sections = {
  edge: z.object({ port: port(8080).describe("Port of the edge."), secure: flag(false) }),
  runtimeSidecar: z.object({ tracesPort: port(3002), limits: z.object({ spans: count(5) }).prefault({}) }),
};
const topLevel = {
  dataDir: z.string().min(1).default(".nexau-cloud"),
  token: secret().optional(),
  providers: z.array(z.object({ name: z.string(), apiKey: secret().optional() })).default([]),
};

const folder = mkdtempSync(join(tmpdir(), "nexau-cloud-config-"));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(text: string, name = "cloud.yaml"): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

type Sources = Partial<Parameters<typeof loadConfig>[0]>;
const load = (sources: Sources = {}) => loadConfig({ sections, topLevel, file: fileOf("", "empty.yaml"), ...sources });

function mistakesOf(sources: Sources): { path: string; message: string }[] {
  try {
    load(sources);
  } catch (error) {
    expect(error).toMatchObject({ reason: "config_invalid" });
    return (error as { errors: { path: string; message: string }[] }).errors;
  }
  throw new Error("the configuration was accepted");
}

describe("configuration sources", () => {
  it("uses defaults where nobody says anything", () => {
    expect(load().value).toEqual({
      dataDir: ".nexau-cloud",
      providers: [],
      edge: { port: 8080, secure: false },
      runtimeSidecar: { tracesPort: 3002, limits: { spans: 5 } },
    });
  });

  it("lets the environment win over the file, and flags over both", () => {
    const file = fileOf("edge: { port: 1, secure: true }\nruntimeSidecar: { tracesPort: 1, limits: { spans: 1 } }");
    const env = { NEXAU_CLOUD_RUNTIME_SIDECAR_TRACES_PORT: "2", NEXAU_CLOUD_RUNTIME_SIDECAR_LIMITS_SPANS: "2" };
    const { value } = load({ file, env, flags: { "--runtime-sidecar.limits.spans": "3", dataDir: "d" } });
    expect(value).toMatchObject({
      dataDir: "d",
      edge: { port: 1, secure: true },
      runtimeSidecar: { tracesPort: 2, limits: { spans: 3 } },
    });
  });

  it("reads keys of the file in snake_case as well", () => {
    expect(load({ file: fileOf("data_dir: d\nruntime_sidecar: { traces_port: 7 }") }).value).toMatchObject({
      dataDir: "d",
      runtimeSidecar: { tracesPort: 7 },
    });
  });

  it("takes lists from the environment as JSON", () => {
    const env = { NEXAU_CLOUD_PROVIDERS: '[{"name":"a","api_key":"k"}]' };
    expect(load({ env }).value).toMatchObject({ providers: [{ name: "a", apiKey: "k" }] });
  });

  it("treats empty variables and empty keys as not set", () => {
    const { value } = load({ file: fileOf("edge:\n  port:\nproviders:\n"), env: { NEXAU_CLOUD_DATA_DIR: "" } });
    expect(value).toMatchObject({ dataDir: ".nexau-cloud", edge: { port: 8080 }, providers: [] });
  });

  it("leaves variables of others, of the command line and of clients alone", () => {
    const env = { PATH: "/bin", NEXAU_OTHER: "1", NEXAU_CLOUD_CREDENTIALS: "file", NEXAU_CLOUD_URL: "http://a" };
    expect(() => load({ env })).not.toThrow();
  });

  it("refuses a named file that is not there", () => {
    expect(mistakesOf({ file: join(folder, "absent.yaml") })).toEqual([
      { path: expect.stringContaining("absent.yaml"), message: "there is no such file" },
    ]);
  });
});

describe("configuration secrets", () => {
  const secretFile = fileOf("from-a-file\n", "token.txt");

  it("come from files named in the environment, in flags and in the file, without their line end", () => {
    expect(load({ env: { NEXAU_CLOUD_TOKEN_FILE: secretFile } }).value).toMatchObject({ token: "from-a-file" });
    expect(load({ flags: { "token-file": secretFile } }).value).toMatchObject({ token: "from-a-file" });
    const file = fileOf("tokenFile: token.txt\nproviders:\n  - { name: a, apiKeyFile: token.txt }");
    expect(load({ file }).value).toMatchObject({
      token: "from-a-file",
      providers: [{ name: "a", apiKey: "from-a-file" }],
    });
  });

  it("may be a whole list that has secrets in it", () => {
    const list = fileOf('[{"name":"a","apiKey":"k"}]', "providers.json");
    expect(load({ env: { NEXAU_CLOUD_PROVIDERS_FILE: list } }).value).toMatchObject({ providers: [{ apiKey: "k" }] });
  });

  it("are not read from files for what is no secret", () => {
    expect(mistakesOf({ env: { NEXAU_CLOUD_DATA_DIR_FILE: secretFile } })).toHaveLength(1);
  });

  it("are never described, wherever they are", () => {
    const env = { NEXAU_CLOUD_TOKEN: "canary-1", NEXAU_CLOUD_PROVIDERS: '[{"name":"a","apiKey":"canary-2"}]' };
    const described = describeConfig(load({ env }));
    expect(JSON.stringify(described)).not.toContain("canary");
    expect(described.find(({ name }) => name === "token")?.value).toBe("***");
    expect(described.find(({ name }) => name === "providers")?.value).toEqual([{ name: "a", apiKey: "***" }]);
  });

  it("are not in the mistakes either", () => {
    const env = { NEXAU_CLOUD_PROVIDERS: '[{"name":"a","apiKey":"canary"', NEXAU_CLOUD_EDGE_PORT: "x" };
    expect(JSON.stringify(mistakesOf({ env }))).not.toContain("canary");
    const file = fileOf("providers:\n  - { name: 1, apiKey: canary }\n");
    expect(JSON.stringify(mistakesOf({ file }))).not.toContain("canary");
  });
});

describe("configuration mistakes", () => {
  it("are told all at once, each with its place", () => {
    const file = fileOf("dataDirr: x\nedge:\n  port: 70000\n  prot: 1\nproviders:\n  - nam: a\n");
    const env = { NEXAU_CLOUD_EDGE_SECURE: "maybe", NEXAU_CLOUD_EGDE_PORT: "1" };
    const place = (line: number) => expect.stringMatching(new RegExp(`cloud\\.yaml:${line}$`));
    expect(mistakesOf({ file, env, flags: { "edge.sekure": "true" } })).toEqual(
      expect.arrayContaining([
        { path: place(1), message: "there is no dataDirr. Did you mean dataDir?" },
        { path: place(3), message: "edge.port must be 65535 or less" },
        { path: place(4), message: "there is no edge.prot. Did you mean port?" },
        { path: place(6), message: "there is no providers.0.nam. Did you mean name?" },
        { path: "NEXAU_CLOUD_EDGE_SECURE", message: "edge.secure must be true or false" },
        {
          path: "NEXAU_CLOUD_EGDE_PORT",
          message: "there is no such setting. Did you mean NEXAU_CLOUD_EDGE_PORT?",
        },
        { path: "--edge.sekure", message: "there is no such setting. Did you mean --edge.secure?" },
      ]),
    );
  });

  it.each([
    ["edge: [1]", 1, "edge must be a table of settings"],
    ["edge: 7", 1, "edge must be a table of settings"],
    ["- a\n- b", 1, "must be a table of settings"],
    ["edge:\n  port: 1\n  port: 2", 3, "Map keys must be unique"],
    ["a: [", 1, "Flow sequence"],
    ["edge:\n  constructor: 1", 2, "constructor cannot be a key"],
    ["providers:\n  - { name: a, __proto__: { admin: true } }", 2, "__proto__ cannot be a key"],
    ["runtimeSidecar: { traces_port: 1, tracesPort: 2 }", 1, "runtimeSidecar.tracesPort is set twice"],
  ])("of the file %j are found on line %i", (text, line, message) => {
    const [mistake] = mistakesOf({ file: fileOf(text) });
    expect(mistake?.path).toMatch(new RegExp(`:${line}$`));
    expect(mistake?.message).toContain(message);
  });

  it.each(["1.5", "0x10", "1e3", "-1", "true", "65536", " "])("name %j as no port", (text) => {
    expect(mistakesOf({ env: { NEXAU_CLOUD_EDGE_PORT: text } })).toHaveLength(1);
  });

  it("point to the variable of a value that has to be set", () => {
    const mistakes = mistakesOf({ topLevel: { url: z.string() } });
    expect(mistakes).toEqual([{ path: "NEXAU_CLOUD_URL", message: expect.stringContaining("url is not set") }]);
  });
});

describe("describeConfig", () => {
  it("says of each setting what it is, how it can be set and who set it", () => {
    const file = fileOf("\nedge:\n  port: 81\n");
    const described = describeConfig(load({ file, env: { NEXAU_CLOUD_EDGE_SECURE: "yes" } }));
    expect(described.find(({ name }) => name === "edge.port")).toEqual({
      name: "edge.port",
      variable: "NEXAU_CLOUD_EDGE_PORT",
      flag: "--edge.port",
      value: 81,
      source: "file",
      place: expect.stringMatching(/cloud\.yaml:3$/),
      description: "Port of the edge.",
    });
    expect(described.find(({ name }) => name === "edge.secure")).toMatchObject({
      value: true,
      source: "environment",
      place: "NEXAU_CLOUD_EDGE_SECURE",
    });
    expect(described.find(({ name }) => name === "token")).toMatchObject({ value: null, source: "default" });
  });
});

describe("platform configuration", () => {
  const platform = (env: Record<string, string>) => load({ sections: {}, topLevel: platformConfig, env });

  it("needs nothing", () => {
    expect(platform({}).value).toMatchObject({
      host: "127.0.0.1",
      database: {},
      redis: {},
      storage: { kind: "files" },
    });
  });

  it("wants everything that S3 needs, and names what is missing", () => {
    expect(() => platform({ NEXAU_CLOUD_STORAGE_KIND: "s3", NEXAU_CLOUD_STORAGE_BUCKET: "b" })).toThrow(
      /storage\.endpoint .*\n.*storage\.accessKeyId .*\n.*storage\.secretAccessKey /,
    );
  });

  it("takes a master key of 32 bytes only", () => {
    expect(() => platform({ NEXAU_CLOUD_SECRETS_MASTER_KEY: "0".repeat(64) })).not.toThrow();
    expect(() => platform({ NEXAU_CLOUD_SECRETS_MASTER_KEY: Buffer.alloc(32).toString("base64") })).not.toThrow();
    expect(() => platform({ NEXAU_CLOUD_SECRETS_MASTER_KEY: "short" })).toThrow(/32 bytes/);
  });
});
