import { createHmac } from "node:crypto";
import type { RequestTokenClaims } from "@nexau-cloud/contracts";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { createMemoryCoordination } from "../coordination/memory-coordination.ts";
import { createLogger } from "../log.ts";
import { createRequestTokenVerifier } from "./request-token-verifier.ts";
import { revokedTokenKey } from "./request-tokens.ts";

const START = Date.parse("2026-01-01T00:00:00Z");
const claims: RequestTokenClaims = {
  jti: "run_1",
  run_id: "run_1",
  session_id: "sess_1",
  project_id: "prj_1",
  version_id: "ver_1",
  lane: null,
  models: ["m"],
  api_type: "openai_chat_completion",
  scopes: ["llm", "run"],
  exp: START / 1000 + 600,
};

type KeyPair = Awaited<ReturnType<typeof generateKeyPair>>;
let own: KeyPair;
let next: KeyPair;
let foreign: KeyPair;
beforeAll(async () => {
  const generate = () => generateKeyPair("EdDSA", { extractable: true });
  [own, next, foreign] = [await generate(), await generate(), await generate()];
});

function sign(pair: KeyPair, payload: JWTPayload = claims, kid = "own"): Promise<string> {
  return new SignJWT(payload).setProtectedHeader({ alg: "EdDSA", kid }).sign(pair.privateKey);
}

const without = (claim: keyof RequestTokenClaims): JWTPayload =>
  Object.fromEntries(Object.entries(claims).filter(([name]) => name !== claim));

async function setup() {
  let time = START;
  let fetches = 0;
  const published = new Map([["own", own]]);
  const { keys } = createMemoryCoordination({ log: createLogger("test", { level: "silent" }) });
  const verifier = createRequestTokenVerifier({
    keys,
    now: () => new Date(time),
    fetchKeys: async () => {
      fetches++;
      const jwks = [...published].map(async ([kid, pair]) => ({
        ...(await exportJWK(pair.publicKey)),
        kid,
        alg: "EdDSA",
      }));
      return { keys: await Promise.all(jwks) };
    },
  });
  return {
    keys,
    published,
    verify: (token: string) => verifier.verify(token, "llm"),
    verifier,
    fetches: () => fetches,
    pass: (ms: number) => {
      time += ms;
    },
  };
}

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

describe("request token verifier", () => {
  it("gives the claims of a token that the session manager signed", async () => {
    const { verify } = await setup();
    expect(await verify(await sign(own))).toEqual(claims);
  });

  it("refuses a token that was good before, once it is over or revoked, or for another use", async () => {
    const { verify, verifier, keys, pass } = await setup();
    const token = await sign(own);
    expect(await verify(token)).toEqual(claims);
    await expect(verifier.verify(token, "sandbox")).rejects.toMatchObject({ reason: "request_token_scope" });
    await expect(verify(`${token}x`)).rejects.toMatchObject({ reason: "request_token_invalid" });
    await keys.set(revokedTokenKey("run_1"), "1", 60_000);
    await expect(verify(token)).rejects.toMatchObject({ reason: "request_token_revoked" });
    await keys.delete(revokedTokenKey("run_1"));
    pass(600_000);
    await expect(verify(token)).rejects.toMatchObject({ reason: "request_token_expired" });
  });

  it("fetches the keys once for many tokens", async () => {
    const { verify, fetches } = await setup();
    const token = await sign(own);
    await Promise.all([verify(token), verify(token)]);
    await verify(token);
    expect(fetches()).toBe(1);
  });

  it("fetches them anew for a key it does not know, but not for each of them", async () => {
    const { verify, published, fetches, pass } = await setup();
    await verify(await sign(own));
    published.set("next", next);
    pass(1_001);
    expect(await verify(await sign(next, claims, "next"))).toEqual(claims);
    expect(fetches()).toBe(2);
    for (const kid of ["x", "y", "z"]) {
      await expect(verify(await sign(foreign, claims, kid))).rejects.toMatchObject({ reason: "request_token_invalid" });
    }
    expect(fetches()).toBe(2);
  });

  it("tells when the keys cannot be had, and tries again the next time", async () => {
    const { keys } = createMemoryCoordination({ log: createLogger("test", { level: "silent" }) });
    let up = false;
    const verifier = createRequestTokenVerifier({
      keys,
      now: () => new Date(START),
      fetchKeys: async () => {
        if (!up) throw new Error("down");
        return { keys: [{ ...(await exportJWK(own.publicKey)), kid: "own", alg: "EdDSA" }] };
      },
    });
    const token = await sign(own);
    await expect(verifier.verify(token, "llm")).rejects.toThrow("down");
    up = true;
    expect(await verifier.verify(token, "llm")).toEqual(claims);
  });

  it("refuses a token whose time is over", async () => {
    const { verify, pass } = await setup();
    const token = await sign(own);
    pass(600_000);
    await expect(verify(token)).rejects.toMatchObject({ code: "unauthenticated", reason: "request_token_expired" });
  });

  it("refuses a token that was revoked, from that moment on", async () => {
    const { verify, keys } = await setup();
    const token = await sign(own);
    await verify(token);
    await keys.set(revokedTokenKey("run_1"), "1", 60_000);
    await expect(verify(token)).rejects.toMatchObject({ code: "unauthenticated", reason: "request_token_revoked" });
  });

  it("refuses a token for another use", async () => {
    const { verifier } = await setup();
    const verified = verifier.verify(await sign(own), "sandbox");
    await expect(verified).rejects.toMatchObject({ code: "permission_denied", reason: "request_token_scope" });
  });

  const hostile: Record<string, () => string | Promise<string>> = {
    "is empty": () => "",
    "is no token": () => "abc.def",
    "has four parts": async () => `${await sign(own)}.x`,
    "is huge": () => `${"a".repeat(100_000)}.${"b".repeat(100_000)}.c`,
    "has odd bytes": () => "\u0000\u00ff.é.💥",
    "is signed by another key under our key's name": () => sign(foreign),
    "names no algorithm": () => `${encode({ alg: "none" })}.${encode(claims)}.`,
    "names no algorithm but our key": () => `${encode({ alg: "none", kid: "own" })}.${encode(claims)}.`,
    "uses our public key as a password": async () => {
      const signed = `${encode({ alg: "HS256", kid: "own" })}.${encode(claims)}`;
      const { x = "" } = await exportJWK(own.publicKey);
      return `${signed}.${createHmac("sha256", Buffer.from(x, "base64url")).update(signed).digest("base64url")}`;
    },
    "has claims changed after signing": async () => {
      const [head, , signature] = (await sign(own)).split(".");
      return `${head}.${encode({ ...claims, project_id: "prj_2" })}.${signature}`;
    },
    "brings its own key": async () => {
      const jwk = await exportJWK(foreign.publicKey);
      return new SignJWT(claims).setProtectedHeader({ alg: "EdDSA", jwk }).sign(foreign.privateKey);
    },
    "has a critical header that we do not know": async () => {
      const header = encode({ alg: "EdDSA", kid: "own", crit: ["x"], x: 1 });
      return [header, ...(await sign(own)).split(".").slice(1)].join(".");
    },
    "has no end": () => sign(own, without("exp")),
    "has no scopes": () => sign(own, without("scopes")),
    "has scopes of other kinds": () => sign(own, { ...claims, scopes: "llm" }),
    "begins in the future": () => sign(own, { ...claims, nbf: START / 1000 + 60 }),
  };
  it.each(Object.entries(hostile))("refuses a token that %s", async (_name, make) => {
    const { verify } = await setup();
    const token = await make();
    await expect(verify(token)).rejects.toMatchObject({ code: "unauthenticated", reason: "request_token_invalid" });
  });
});
