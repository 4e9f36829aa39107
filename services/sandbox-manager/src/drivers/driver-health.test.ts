import { createLogger } from "@nexau-cloud/platform";
import { describe, expect, it } from "vitest";
import type { DriverCheck } from "./driver.ts";
import { createDriverHealth } from "./driver-health.ts";

const log = createLogger("test", { level: "silent" });

describe("the health of a driver", () => {
  function create(problems: string[][]) {
    let asked = 0;
    const check = async (): Promise<DriverCheck> => {
      const found = problems[asked++] ?? [];
      return { name: "bubblewrap", available: found.length === 0, problems: found, warnings: [], facts: [] };
    };
    return { requireDriver: createDriverHealth({ name: "bubblewrap", check }, log), asked: () => asked };
  }

  it("refuses with what the machine lacks, and looks again each time", async () => {
    const { requireDriver } = create([["bwrap is not installed"], ["it is too old"], []]);
    await expect(requireDriver()).rejects.toMatchObject({
      reason: "sandbox_driver_unavailable",
      message: expect.stringContaining("bwrap is not installed"),
    });
    await expect(requireDriver()).rejects.toThrow("it is too old");
    await requireDriver();
  });

  it("asks a machine that can only once", async () => {
    const { requireDriver, asked } = create([[]]);
    await Promise.all([requireDriver(), requireDriver()]);
    await requireDriver();
    expect(asked()).toBe(1);
  });
});
