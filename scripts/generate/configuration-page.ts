import { type DescribedSetting, describeConfig } from "@nexau-cloud/platform";
import { configSections, loadCloudConfig } from "../../apps/cloud/src/cloud-config.ts";

const INTRODUCTION = `# Configuration

Generated from the services' schemas by \`npm run generate\`; do not edit.

A setting is taken from the first of these that has it: a flag (\`--edge.port 9000\`), an environment variable
(\`NEXAU_CLOUD_EDGE_PORT=9000\`), the YAML file (\`nexau-cloud.yaml\` in the working folder, or \`--config <file>\`), its
default. In the file keys may be written in camelCase or snake_case:

\`\`\`yaml
edge:
  port: 9000
\`\`\`

Lists are JSON in variables and flags. A secret may stand in a file of its own: \`<VARIABLE>_FILE\`, \`--<flag>-file\`, or
\`<key>File\` in YAML. All mistakes are told at once, each with its place, and the cloud does not start.
\`npx nexau-cloud config\` shows every value and where it comes from, secrets as \`***\`.
`;

/** docs/configuration.md: every setting with its variable, default and meaning, one table per section. */
export function configurationPage(): string {
  const settings = describeConfig(loadCloudConfig({ file: null }));
  const sections = Map.groupBy(settings, ({ name }) => sectionOf(name));
  const tables = [...sections].map(([section, rows]) => `## ${section}\n\n${tableOf(rows)}`);
  return `${INTRODUCTION}\n${tables.join("\n\n")}\n`;
}

function sectionOf(name: string): string {
  const [first = ""] = name.split(".");
  return Object.hasOwn(configSections, first) ? first : "everything";
}

function tableOf(settings: DescribedSetting[]): string {
  const rows = settings.map(
    ({ name, variable, value, description }) =>
      `| \`${name}\` | \`${variable}\` | ${defaultOf(value)} | ${description.replaceAll("|", "\\|")} |`,
  );
  return ["| setting | variable | default | meaning |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

const defaultOf = (value: unknown) => (value === null ? "none" : `\`${JSON.stringify(value).replaceAll("|", "\\|")}\``);
