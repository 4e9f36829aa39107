import { describe, expect, it } from "vitest";
import { compilePolicy } from "./compiled-policy.ts";

const policy = (egress: "none" | "limited" | "open", allow: string[] = [], deny: string[] = []) =>
  compilePolicy({ egress, allow, deny });

describe("a network policy", () => {
  it("closes everything with none, whatever the lists say", () => {
    const none = policy("none", ["*", "0.0.0.0/0", "example.com"]);
    expect(none.judgeName("example.com")).toBe("denied");
    expect(none.allowsAddress("192.0.2.1")).toBe(false);
  });

  it("opens nothing but what is allowed with limited", () => {
    const limited = policy("limited", ["Example.com.", "*.wild.test", "192.0.2.0/24", "2001:db8::/32"]);
    expect(limited.judgeName("example.com")).toBe("allowed");
    expect(limited.judgeName("sub.example.com")).toBe("denied");
    expect(limited.judgeName("a.b.wild.test")).toBe("allowed");
    expect(limited.judgeName("wild.test")).toBe("denied");
    expect(limited.judgeName("evilwild.test")).toBe("denied");
    expect(limited.judgeName("wild.test.evil.test")).toBe("denied");
    expect(limited.allowsAddress("192.0.2.77")).toBe(true);
    expect(limited.allowsAddress("192.0.3.1")).toBe(false);
    expect(limited.allowsAddress("2001:db8::1")).toBe(true);
    expect(limited.allowsAddress("2001:db9::1")).toBe(false);
  });

  it("does not let a name be looked up that only its address could allow", () => {
    expect(policy("limited", ["192.0.2.0/24"]).judgeName("secret-in-a-label.example")).toBe("denied");
    expect(policy("open", ["192.0.2.0/24"], ["0.0.0.0/0"]).judgeName("secret-in-a-label.example")).toBe("denied");
  });

  it("opens everything but what is denied with open", () => {
    const open = policy("open", [], ["bad.test", "*.bad.test", "198.51.100.0/24"]);
    expect(open.judgeName("bad.test")).toBe("denied");
    expect(open.judgeName("very.bad.test")).toBe("denied");
    expect(open.judgeName("good.test")).toBe("by_address");
    expect(open.allowsAddress("198.51.100.9")).toBe(false);
    expect(open.allowsAddress("192.0.2.1")).toBe(true);
  });

  it("lets allow beat deny, as E2B does", () => {
    const open = policy("open", ["good.test", "192.0.2.1"], ["0.0.0.0/0"]);
    expect(open.judgeName("good.test")).toBe("allowed");
    expect(open.judgeName("other.test")).toBe("denied");
    expect(open.allowsAddress("192.0.2.1")).toBe(true);
    expect(open.allowsAddress("192.0.2.2")).toBe(false);
    expect(open.allowsAddress("2001:db8::1")).toBe(false);
  });

  it.each(["", "a b", "https://example.com", "example.com:80", "*.*.test", "10.0.0.0/33", "10.0.0/8", "x\0.test"])(
    "names the entry %j when it means nothing",
    (entry) => {
      expect(() => policy("limited", [entry])).toThrow(expect.objectContaining({ reason: "network_policy_invalid" }));
    },
  );
});
