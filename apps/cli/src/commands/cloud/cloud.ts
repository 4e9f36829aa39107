import type { Command } from "commander";
import type { Context } from "../../context.ts";
import type { Action } from "../../program.ts";
import { table } from "../../terminal/output.ts";
import { examineMachine, type Finding } from "./doctor.ts";

/** Commands about the cloud on this machine. Its code is loaded only by those that need it: the others start faster. */
export function registerCloud(program: Command, action: Action): void {
  const settings = (command: Command) =>
    command
      .argument("[settings...]", "--config <file>, --edge.port 9000, ...")
      .allowUnknownOption()
      .helpOption("-h, --help");

  settings(program.command("up").description("run the whole cloud in one process")).action(
    action(async (context, argv: string[]) => runCloud(context, argv)),
  );

  settings(
    program
      .command("serve <service>")
      .description("run one service as a process of its own; needs database.url and redis.url"),
  ).action(action(async (context, service: string, argv: string[]) => runCloud(context, ["serve", service, ...argv])));

  settings(program.command("config").description("the effective settings and where each comes from")).action(
    action(async (context, argv: string[]) => {
      const { describeCloudConfig } = await import("@nexau-cloud/cloud");
      const described = describeCloudConfig(argv, context.environment);
      context.output.result(described, () =>
        table(
          ["SETTING", "VALUE", "FROM"],
          described.map(({ name, value, place, source }) => [name, JSON.stringify(value), place ?? source]),
        ),
      );
    }),
  );

  program
    .command("doctor")
    .description("what this machine can do for a cloud")
    .action(
      action(async ({ output, environment }) => {
        const findings = await examineMachine(environment.NEXAU_CLOUD_DATA_DIR ?? ".nexau-cloud");
        output.result(findings, () => findings.map((finding) => describe(finding)).join("\n"));
        if (findings.some(({ state }) => state === "missing")) process.exitCode = 1;
      }),
    );
}

async function runCloud(context: Context, argv: string[]): Promise<void> {
  const { runProcess } = await import("@nexau-cloud/cloud");
  const code = await runProcess({
    argv,
    env: context.environment,
    stdout: process.stdout,
    stderr: process.stderr,
    on: (signal, handler) => process.on(signal, handler),
    exit: (status) => process.exit(status),
  });
  process.exitCode = code;
}

function describe({ name, state, detail, remedy }: Finding): string {
  const line = `${state.padEnd(8)}  ${name.padEnd(10)}  ${detail}`;
  return remedy ? `${line}\n${" ".repeat(22)}${remedy}` : line;
}
