import type { SandboxProfile } from "../config.ts";

/** Names that E2B's clients ask for when nobody chose one. They are the default profile's unless another claims them. */
const USUAL_NAMES = ["base", "code-interpreter-v1", "mcp-gateway"];

export interface NamedProfile {
  name: string;
  /** What it is called by in E2B's API besides its name. */
  aliases: string[];
  profile: SandboxProfile;
}

export interface ProfileCatalog {
  list(): NamedProfile[];
  /** By its name or one of its aliases. */
  find(name: string): NamedProfile | undefined;
}

/** The kinds of sandboxes that the operator has made. */
export function createProfileCatalog(profiles: Record<string, SandboxProfile>): ProfileCatalog {
  const claimed = new Set([...Object.keys(profiles), ...Object.values(profiles).flatMap(({ aliases }) => aliases)]);
  const all = Object.entries(profiles).map(([name, profile]) => ({
    name,
    profile,
    aliases:
      name === "default"
        ? [...profile.aliases, ...USUAL_NAMES.filter((usual) => !claimed.has(usual))]
        : profile.aliases,
  }));
  return {
    list: () => all,
    find: (asked) => all.find(({ name }) => name === asked) ?? all.find(({ aliases }) => aliases.includes(asked)),
  };
}
