/** A manager's driver that makes sandboxes one after the other until it is killed. Run by crash.test.ts. */
import { sandboxProfile } from "../../config.ts";
import { newSandboxId } from "../../sandboxes/sandbox-id.ts";
import { createTestDriver } from "../../test-support/bubblewrap-under-test.ts";

const [dataDir = "", keep = "3"] = process.argv.slice(2);
const driver = await createTestDriver(dataDir);
await driver.recover();
process.stdout.write("ready\n");
for (;;) {
  const { id } = await driver.create({
    id: newSandboxId(),
    profile: sandboxProfile.parse({ memoryMb: 256, pids: 100 }),
    agentDir: null,
    env: {},
    accessToken: "access",
    controlToken: "control",
    templateId: "default",
  });
  process.stdout.write(`${id}\n`);
  if (driver.list().length > Number(keep)) await driver.destroy(driver.list()[0]?.id ?? "");
}
