import { type AgentDefinition, sandboxPath, type ToolDefinition } from "@nexau-cloud/agent-spec";
import type { ToolOffer } from "../toolbox.ts";

export const LOAD_SKILL = "LoadSkill";

/** The tool that shows a skill in full; there when the agent has skills, or tools offered as such. */
export interface LoadSkillTool {
  offer: ToolOffer;
  /** Throws when there is no such skill. */
  load(name: string): string;
}

interface Skill {
  name: string;
  /** In the sandbox; empty for a tool. */
  folder: string;
  description: string;
  detail: string;
}

export function createLoadSkillTool(agent: AgentDefinition): LoadSkillTool | undefined {
  const skills = [
    ...agent.skills.map(({ name, description, detail, folder }) => ({
      name,
      description,
      detail,
      folder: sandboxPath(folder),
    })),
    ...agent.tools.filter(({ asSkill }) => asSkill).map(toolSkill),
  ];
  if (skills.length === 0 || agent.tools.some(({ name }) => name === LOAD_SKILL)) return undefined;
  return {
    offer: {
      name: LOAD_SKILL,
      description: `Load the details of a skill. Read them before you do what the skill is about.\n\n${briefs(skills)}`,
      inputSchema: {
        type: "object",
        properties: { skill_name: { type: "string", description: "The name of the skill to load." } },
        required: ["skill_name"],
      },
    },
    load(name) {
      const skill = skills.find((candidate) => candidate.name === name);
      if (skill) return details(skill);
      throw new Error(
        `Skill '${name}' not found. Available skills: ${skills.map((candidate) => candidate.name).join(", ")}`,
      );
    },
  };
}

function briefs(skills: Skill[]): string {
  const list = skills.map(
    ({ name, folder, description }) =>
      `<SkillBrief>\nSkill Name: ${name}\nSkill Folder: ${folder}\nSkill Brief Description: ${description}\n</SkillBrief>`,
  );
  return `<Skills>\n${list.join("\n")}\n</Skills>`;
}

function details({ name, folder, description, detail }: Skill): string {
  return [
    `Found the skill details of \`${name}\`.`,
    "Note that the paths mentioned in the skill are relative to the skill folder.",
    "<SkillDetails>",
    `<SkillName>${name}</SkillName>`,
    `<SkillFolder>${folder}</SkillFolder>`,
    `<SkillDescription>${description}</SkillDescription>`,
    `<SkillDetail>${detail}</SkillDetail>`,
    "</SkillDetails>",
  ].join("\n");
}

function toolSkill(tool: ToolDefinition): Skill {
  const parameters = JSON.stringify(tool.inputSchema, null, 2);
  return {
    name: tool.name,
    folder: "",
    description: tool.skillDescription ?? "",
    detail: `# Tool Skill: ${tool.name}\n\n${tool.description}\n\n## Parameters\n\n${parameters}`,
  };
}
