/** Makes a sandbox as whoever runs it and prints what the given commands answer in it. Run by ordinary-user.test.ts. */
import { sandboxProfile } from "../../config.ts";
import { newSandboxId } from "../../sandboxes/sandbox-id.ts";
import { createTestDriver } from "../../test-support/bubblewrap-under-test.ts";
import { openDaemon } from "../../test-support/open-daemon.ts";

const [dataDir = "", ...commands] = process.argv.slice(2);
const driver = await createTestDriver(dataDir);
await driver.recover();
const check = await driver.check();
const spec = {
  id: newSandboxId(),
  profile: sandboxProfile.parse({ memoryMb: 512, pids: 60 }),
  agentDir: null,
  env: {},
  accessToken: "access",
  controlToken: "control",
  templateId: "default",
};
const sandbox = openDaemon(await driver.create(spec), "access");
const answers: string[] = [];
for (const command of commands) answers.push((await sandbox.run(command)).stdout);
const asRoot = await sandbox.run("id -u; echo $HOME; touch ~/x && echo written", { user: "root" });
await driver.kill(spec.id);
const again = openDaemon(await driver.create(spec), "access");
const kept = await again.run("cat ~/kept");
await again.run("mkdir -p ~/closed/in; chmod 000 ~/closed");
await driver.destroy(spec.id);
await driver.close();
process.stdout.write(JSON.stringify({ check, answers, asRoot: asRoot.stdout, kept: kept.stdout }));
