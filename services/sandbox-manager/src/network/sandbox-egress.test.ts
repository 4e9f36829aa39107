import type { NetworkPolicy } from "@nexau-cloud/contracts";
import { dataOf } from "@nexau-cloud/platform";
import { describe, expect, it } from "vitest";
import { sandboxManagerConfig } from "../config.ts";
import { useSandboxManager } from "../test-support/sandbox-manager-under-test.ts";
import { HOST, INTERNET, useEcho, useWebsite } from "./egress.fixture.ts";

const { egress } = sandboxManagerConfig.parse({ egress: { allowPrivate: ["127.1.0.0/16"] } });
const CURL = "curl -sS --max-time 10";

describe("the network of a real sandbox", async () => {
  const manager = await useSandboxManager({ config: { egress } });
  const site = await useWebsite(INTERNET);
  const echo = await useEcho(INTERNET);
  const hidden = await useWebsite(HOST);
  const sandbox = await manager.open("session-1");

  const setNetwork = async (policy: NetworkPolicy) => {
    const params = { path: { sandboxId: sandbox.id } };
    const { response } = await manager.client.PUT("/sandboxes/{sandboxId}/network", { params, body: policy });
    expect(response.status).toBe(204);
  };
  const open: NetworkPolicy = { egress: "open", allow: [], deny: [] };

  it("reaches the Internet with the programs that people use", async () => {
    expect((await sandbox.run(`${CURL} http://${INTERNET}:${site}/page`)).stdout).toContain('"url":"/page"');
    const python = `import urllib.request as r; print(r.urlopen("http://${INTERNET}:${site}/python").read().decode())`;
    expect((await sandbox.run(`python3 -c '${python}'`)).stdout).toContain('"url":"/python"');
    const node = `fetch("http://${INTERNET}:${site}/node").then(r => r.text()).then(console.log)`;
    expect((await sandbox.run(`/opt/sandboxd/bin/node -e '${node}'`)).stdout).toContain('"url":"/node"');
    const socks = `${CURL} --proxy socks5h://127.0.0.1:49982 http://${INTERNET}:${site}/socks`;
    expect((await sandbox.run(socks)).stdout).toContain('"url":"/socks"');
  });

  it("does so for root, too, and takes large things", async () => {
    const script = `head -c 5000000 /dev/zero | ${CURL} -p --data-binary @- http://${INTERNET}:${site}/ | wc -c`;
    expect(Number((await sandbox.run(script, { user: "root" })).stdout)).toBeGreaterThan(10);
  });

  it.each([
    ["the host's loopback", `${CURL} --noproxy "" http://127.0.0.1:${hidden}/`],
    ["the manager itself", `${CURL} --noproxy "" ${manager.url}/health`],
    ["the manager by a name", `${CURL} --noproxy "" ${manager.url.replace("127.0.0.1", "localhost")}/health`],
    ["a metadata service", `${CURL} http://169.254.169.254/latest/meta-data/`],
    ["a metadata service in decimal", `${CURL} http://2852039166/`],
    ["a private network", `${CURL} http://10.0.0.1/`],
    ["the head of a page", `${CURL} -I http://10.0.0.1/`],
    ["TLS to a private network", `${CURL} -k https://192.168.0.1/`],
    ["a way around the proxy", `${CURL} --noproxy "*" http://${INTERNET}:${site}/`],
    ["a name server", "python3 -c 'import socket; socket.getaddrinfo(\"example.com\", 80)'"],
    [
      "UDP",
      'python3 -c \'import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.1", 53))\'',
    ],
    ["IPv6", "python3 -c 'import socket; socket.create_connection((\"2001:db8::1\", 53), 5)'"],
    ["ICMP", "python3 -c 'import socket; socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)'"],
    ["packets", "python3 -c 'import socket; socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 3)'"],
  ])("has no way to %s", async (_what, script) => {
    for (const user of ["user", "root"]) {
      const { stdout, exitCode } = await sandbox.run(script, { user });
      expect(exitCode).not.toBe(0);
      expect(stdout).not.toContain('"url"');
    }
  });

  it("follows a new policy at once, in what is open and what is new", async () => {
    const holding = sandbox.run(
      `exec 3<>/dev/tcp/127.0.0.1/49982; printf 'CONNECT ${INTERNET}:${echo} HTTP/1.1\\r\\n\\r\\nopen\\n' >&3; grep -m1 open <&3 > /tmp/open; cat <&3 | wc -c`,
    );
    await sandbox.run("until grep -q open /tmp/open; do sleep 0.05; done", { timeoutMs: 20_000 });
    await setNetwork({ egress: "none", allow: [], deny: [] });
    expect((await holding).exitCode).toBe(0);
    expect((await sandbox.run("echo $http_proxy$HTTPS_PROXY")).stdout).toBe("\n");
    const proxied = `${CURL} --proxy http://127.0.0.1:49982 http://${INTERNET}:${site}/`;
    expect(await sandbox.run(proxied)).toMatchObject({
      exitCode: 18,
      stdout: "This sandbox has no way to the Internet.\n",
    });
    await setNetwork({ egress: "limited", allow: [`${INTERNET}/32`], deny: [] });
    expect((await sandbox.run(`${CURL} http://${INTERNET}:${site}/again`)).stdout).toContain('"url":"/again"');
    expect((await sandbox.run(`${CURL} http://127.1.0.2:${site}/`)).exitCode).not.toBe(0);
    await setNetwork(open);
  });

  it("writes down its destinations", async () => {
    await sandbox.run(`${CURL} http://${INTERNET}:${site}/secret-path`);
    const params = { path: { sandboxId: sandbox.id }, query: { limit: 1 } };
    const { data } = await dataOf(manager.client.GET("/sandboxes/{sandboxId}/connections", { params }));
    expect(data).toMatchObject([{ host: INTERNET, port: site, protocol: "http", refusal: null }]);
    expect(JSON.stringify(data)).not.toContain("secret-path");
  });

  it("refuses a policy that means nothing, and one for a sandbox that is not there", async () => {
    const put = (sandboxId: string, allow: string[]) =>
      dataOf(
        manager.client.PUT("/sandboxes/{sandboxId}/network", {
          params: { path: { sandboxId } },
          body: { egress: "limited", allow, deny: [] },
        }),
      );
    await expect(put(sandbox.id, ["https://example.com/"])).rejects.toMatchObject({ reason: "network_policy_invalid" });
    await expect(put("inothing", [])).rejects.toMatchObject({ reason: "sandbox_not_found" });
  });
});

describe("the network of a profile", async () => {
  const network: NetworkPolicy = { egress: "limited", allow: [`${INTERNET}/32`], deny: [] };
  const manager = await useSandboxManager({ config: { egress }, profile: { network } });
  const site = await useWebsite(INTERNET);

  it("holds in each life of a sandbox, and nobody goes beyond it", async () => {
    const wide: NetworkPolicy = { egress: "open", allow: ["*"], deny: [] };
    const reach = async (sandbox: Awaited<ReturnType<typeof manager.open>>) => [
      (await sandbox.run(`${CURL} http://${INTERNET}:${site}/`)).exitCode,
      (await sandbox.run(`${CURL} http://127.1.0.2:${site}/`)).exitCode === 0,
    ];
    expect(await reach(await manager.open("session-1"))).toEqual([0, false]);
    expect(await reach(await manager.open("session-1", { network: wide }))).toEqual([0, false]);
    expect(await reach(await manager.open("session-2", { network: wide }))).toEqual([0, false]);
  });
});
