import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { backendConfig, providersConfig } from "./config.ts";

describe("backend configuration", () => {
  it("is described in the README, every setting with its default", () => {
    const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
    const described = [...readme.matchAll(/^\| `backend\.([\w.]+)` +\| ([^|]+?) +\|/gm)].map(([, name, value]) => [
      name,
      value,
    ]);
    const { allowPrivateProviders: _depends, trustedProxies, bundle, ...plain } = backendConfig.parse({});
    const expected: Record<string, unknown> = {
      ...plain,
      trustedProxies: trustedProxies.join(", "),
      allowPrivateProviders: "while on loopback only",
      ...Object.fromEntries(Object.entries(bundle).map(([name, value]) => [`bundle.${name}`, value])),
    };
    expect(Object.fromEntries(described)).toEqual(
      Object.fromEntries(Object.entries(expected).map(([name, value]) => [name, String(value)])),
    );
  });

  it("takes providers in camelCase and snake_case, and a key may be absent", () => {
    const providers = providersConfig.parse([
      { name: "a", api_type: "gemini_rest", base_url: "https://a.example", api_key: "k", models: ["m"] },
      { name: "b", baseUrl: "http://127.0.0.1:1/v1", models: ["m"] },
    ]);
    expect(providers).toEqual([
      { name: "a", apiType: "gemini_rest", baseUrl: "https://a.example", apiKey: "k", models: ["m"] },
      { name: "b", apiType: "openai_chat_completion", baseUrl: "http://127.0.0.1:1/v1", models: ["m"] },
    ]);
    expect(providersConfig.parse(undefined)).toEqual([]);
  });

  const good = { name: "a", baseUrl: "https://a.example", models: ["m"] };
  it.each([
    ["twice the same name", [good, good]],
    ["the built-in one's name", [{ ...good, name: "demo" }]],
    ["no models", [{ ...good, models: [] }]],
    ["an unknown format", [{ ...good, apiType: "soap" }]],
    ["a text", "not a list"],
  ])("refuses providers with %s", (_what, providers) => {
    expect(providersConfig.safeParse(providers).success).toBe(false);
  });

  it("refuses proxies that are no addresses", () => {
    expect(backendConfig.safeParse({ trustedProxies: ["edge.internal"] }).success).toBe(false);
    expect(
      z.array(z.string()).parse(backendConfig.parse({ trustedProxies: ["10.0.0.0/8", "::1"] }).trustedProxies),
    ).toHaveLength(2);
  });
});
