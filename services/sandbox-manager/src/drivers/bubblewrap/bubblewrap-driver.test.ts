import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { createTestDriver } from "../../test-support/bubblewrap-under-test.ts";
import { describeDriver } from "../driver.contract.ts";

const folder = await mkdtemp(join(tmpdir(), "bubblewrap-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

describeDriver("bubblewrap", () => createTestDriver(join(folder, "data")));
