/** A manager with one sandbox, to be killed. Prints a line once the sandbox runs. */
import { sandboxProfile } from "../../services/sandbox-manager/src/config.ts";
import { createTestDockerDriver } from "../../services/sandbox-manager/src/test-support/docker-under-test.ts";

const [socketPath = ""] = process.argv.slice(2);
const driver = await createTestDockerDriver({ socketPath });
await driver.create({
  id: "of-a-killed-manager",
  profile: sandboxProfile.parse({ memoryMb: 256 }),
  agentDir: null,
  env: {},
  accessToken: "access",
  controlToken: "control",
  templateId: "default",
});
process.stdout.write("ready\n");
