import { describe, expect, it } from "vitest";
import { parseCommandLine } from "./command-line.ts";
import { describeCloudConfig } from "./describe-cloud-config.ts";

describe("command line", () => {
  it("is the whole cloud without words, and one service with `serve`", () => {
    expect(parseCommandLine([])).toEqual({ service: null, configFile: undefined, flags: {} });
    expect(parseCommandLine(["serve", "backend"])).toMatchObject({ service: "backend" });
  });

  it("takes settings in both ways of writing them, anywhere", () => {
    expect(
      parseCommandLine(["--edge.port=1", "serve", "--config", "c.yaml", "edge", "--data-dir", "a b", "--log.level="]),
    ).toEqual({
      service: "edge",
      configFile: "c.yaml",
      flags: { "edge.port": "1", "data-dir": "a b", "log.level": "" },
    });
  });

  it.each([["serve"], ["serve", "a", "b"], ["start"], ["--edge.port"], ["--edge.port", "--host", "x"]])(
    "refuses %j %j %j and says how it should look",
    (...argv) => {
      expect(() => parseCommandLine(argv)).toThrow(/Usage:/);
    },
  );
});

describe("describeCloudConfig", () => {
  it("knows every service's section and hides providers' keys", () => {
    const env = { NEXAU_CLOUD_PROVIDERS: '[{"name":"a","baseUrl":"https://a","apiKey":"canary","models":["m"]}]' };
    const described = describeCloudConfig(["--edge.port", "9000"], env);
    const settingOf = (name: string) => described.find((setting) => setting.name === name);
    expect(settingOf("edge.port")).toMatchObject({ value: 9000, place: "--edge.port" });
    for (const section of [
      "backend",
      "agentGateway",
      "sessionManager",
      "agentRuntime",
      "runtimeSidecar",
      "sandboxManager",
    ]) {
      expect(settingOf(`${section}.port`)).toMatchObject({ source: "default" });
    }
    expect(JSON.stringify(described)).not.toContain("canary");
  });
});
