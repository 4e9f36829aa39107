import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import type { RunEvent } from "@nexau-cloud/contracts";
import { createTestUser, useTestCloud, zipFiles } from "@nexau-cloud/testkit";
import { afterAll, describe, expect, it } from "vitest";

const EXAMPLES = join(import.meta.dirname, "../../examples");
const QUERY = 'call query_database {"sql": "SELECT count(*) AS books FROM books"}';

async function filesOf(folder: string): Promise<Record<string, Uint8Array>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    await Promise.all(paths.map(async (path) => [relative(folder, path), await readFile(path)] as const)),
  );
}

const resultsOf = (events: RunEvent[]) =>
  events.flatMap((event) =>
    event.type === "TOOL_CALL_RESULT" ? [JSON.parse(event.content) as Record<string, unknown>] : [],
  );

describe("the examples", async () => {
  const cloud = await useTestCloud();
  const user = await createTestUser(cloud);
  const bookshop = await filesOf(join(EXAMPLES, "bookshop-agent"));
  const dir = await mkdtemp(join(tmpdir(), "examples-"));
  const zip = join(dir, "agent.zip");
  await writeFile(zip, await zipFiles(bookshop));
  afterAll(() => rm(dir, { recursive: true, force: true }));

  /** Starts a client as its README says; gives what it printed. */
  async function runClient(program: string, ...args: string[]): Promise<string> {
    const env = { PATH: process.env.PATH, NEXAU_CLOUD_URL: cloud.url, NEXAU_CLOUD_TOKEN: user.token };
    const { stdout } = await promisify(execFile)(program, args, { env });
    return stdout;
  }

  it("minimal-agent deploys and answers", async () => {
    const project = await user.createProject("minimal");
    expect((await project.deploy(await filesOf(join(EXAMPLES, "minimal-agent")))).status).toBe(200);
    const events = await (await project.chat(await project.createSession(), "hello")).rest();
    expect(events.at(-1)?.type).toBe("RUN_FINISHED");
  });

  it("bookshop-agent answers from its database, and keeps a session's orders to that session", async () => {
    const project = await user.createProject("bookshop");
    expect((await project.deploy(bookshop)).status).toBe(200);
    const session = await project.createSession();
    const say = async (id: string, message: string) => {
      const [result = {}] = resultsOf(await (await project.chat(id, message)).rest());
      return result;
    };

    expect(await say(session, QUERY)).toMatchObject({ rows: [{ books: 16 }] });
    const stock =
      'call query_database {"sql": "SELECT isbn, on_hand FROM stock WHERE on_hand > 2 ORDER BY isbn LIMIT 1"}';
    const [{ isbn, on_hand: before }] = (await say(session, stock)).rows as [{ isbn: string; on_hand: number }];
    const order = `call place_order ${JSON.stringify({ customer_id: 7, isbn, quantity: 2 })}`;
    expect(await say(session, order)).toMatchObject({ customer: "Greta Holm", left_on_hand: before - 2 });
    expect((await say(session, stock)).rows).not.toMatchObject([{ isbn, on_hand: before }]);
    expect((await say(await project.createSession(), stock)).rows).toEqual([{ isbn, on_hand: before }]);
    expect(await say(session, 'call query_database {"sql": "DELETE FROM books"}')).toMatchObject({ status: "error" });
  });

  it("bookshop-agent has its skills with their files", async () => {
    const project = await user.createProject("skills");
    await project.deploy(bookshop);
    const chat = await project.chat(
      await project.createSession(),
      "skill sales-report then run python3 /agent/skills/sales-report/chart.py Jan=30",
    );
    const [skill, chart] = resultsOf(await chat.rest());
    expect(JSON.stringify(skill)).toContain("Sales report");
    expect(String(chart?.content)).toContain("Jan  ### 30.00");
  });

  it("the curl client deploys and shows the answer", async () => {
    expect(await runClient(join(EXAMPLES, "clients/curl/deploy-and-chat.sh"), zip, QUERY)).toMatch(
      /\[query_database\][\s\S]*not a language model/i,
    );
  });

  it("the Python client deploys and shows the answer", async () => {
    const client = join(EXAMPLES, "clients/python/deploy_and_chat.py");
    const printed = await runClient("python3", client, join(EXAMPLES, "bookshop-agent"), QUERY);
    expect(printed).toContain('-> {"columns": ["books"], "rows": [{"books": 16}]');
  });

  it("the TypeScript client deploys and shows the answer", async () => {
    const client = join(EXAMPLES, "clients/typescript/deploy-and-chat.ts");
    expect(await runClient(process.execPath, client, zip, QUERY)).toContain('"rows": [{"books": 16}]');
  });

  it("the clients say what went wrong", async () => {
    const broken = join(dir, "broken.zip");
    await writeFile(broken, await zipFiles({ "nexau.json": '{"agents":{"a":"none.yaml"}}' }));
    const clients = join(EXAMPLES, "clients");
    const reason = { stderr: expect.stringContaining("none.yaml") };
    const inTypeScript = runClient(process.execPath, join(clients, "typescript/deploy-and-chat.ts"), broken, "hello");
    await expect(inTypeScript).rejects.toMatchObject(reason);
    await expect(runClient(join(clients, "curl/deploy-and-chat.sh"), broken, "hello")).rejects.toMatchObject(reason);
  });
});
