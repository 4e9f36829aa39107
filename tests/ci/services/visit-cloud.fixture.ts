/** A visitor's program: deploys the smallest example, chats, stops a run, and prints what it saw as JSON. */
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { createTestUser } from "../../../packages/testkit/src/cloud/test-user.ts";

const [url = "", clone = "", email = ""] = process.argv.slice(2);
const example = join(clone, "examples/bookshop-agent");
const entries = await readdir(example, { recursive: true, withFileTypes: true });
const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
const bundle = Object.fromEntries(
  await Promise.all(files.map(async (file) => [relative(example, file), await readFile(file)] as const)),
);

const project = await (await createTestUser({ url }, email)).createProject("visit");
const deployed = await project.deploy(bundle);
const question = 'call query_database {"sql": "SELECT count(*) AS books FROM books"}';
const events = await (await project.chat(await project.createSession(), question)).rest();

const session = await project.createSession();
const long = await project.chat(session, "wait 600");
await long.until("RUN_STARTED");
const stopped = await project.stop(session);
const afterStop = await long.rest();
process.stdout.write(
  JSON.stringify({
    deployed: deployed.status,
    answered: events.at(-1)?.type,
    toolsUsed: events.filter(({ type }) => type === "TOOL_CALL_RESULT").length,
    stopped: stopped.body.status,
    afterStop: afterStop.at(-1)?.type,
  }),
);
