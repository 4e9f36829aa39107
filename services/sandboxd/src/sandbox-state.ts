import { Code, ConnectError } from "@connectrpc/connect";
import { proxyEnv } from "./network/egress-port.ts";
import type { SandboxdSettings } from "./settings.ts";
import { createUsers, type User, type Users } from "./users.ts";

/** What /init may change while the daemon runs, and what is looked up in every request. */
export interface SandboxState {
  readonly settings: SandboxdSettings;
  readonly users: Users;
  env: Record<string, string>;
  defaultUser: string;
  defaultWorkdir: string | null;
  /** Whether there is a way to the Internet that programs should be told about. */
  egress: boolean;
  /** The named user, or the default one. Throws `unauthenticated` for a name that nobody has. */
  user(name: string | undefined): User;
  /** The environment of a process before the request's own part, and what no request may change. */
  baseEnv(user: User): { below: Record<string, string>; above: Record<string, string> };
}

export function createSandboxState(settings: SandboxdSettings): SandboxState {
  const users = createUsers(settings.passwdFile);
  const state: SandboxState = {
    settings,
    users,
    env: settings.env,
    defaultUser: settings.defaultUser,
    defaultWorkdir: settings.defaultWorkdir,
    egress: settings.egress,
    user: (name) => {
      const wanted = name || state.defaultUser;
      const user = users.find(wanted);
      if (!user) throw new ConnectError(`invalid username: '${wanted}'`, Code.Unauthenticated);
      return user;
    },
    baseEnv: (user) => ({
      below: {
        PATH: settings.searchPath,
        HOME: user.home,
        USER: user.name,
        LOGNAME: user.name,
        ...(state.egress && settings.egressSocket ? proxyEnv() : {}),
        ...state.env,
      },
      above: {
        E2B_SANDBOX: "true",
        E2B_SANDBOX_ID: settings.sandboxId,
        E2B_TEMPLATE_ID: settings.templateId,
        E2B_EVENTS_ADDRESS: "http://192.0.2.1",
      },
    }),
  };
  return state;
}

/** The user that `Authorization: Basic base64("<user>:")` names. */
export function basicUser(authorization: string | null | undefined): string | undefined {
  const match = /^Basic ([A-Za-z0-9+/=_-]+)$/i.exec(authorization ?? "");
  if (!match?.[1]) return undefined;
  return Buffer.from(match[1], "base64").toString("utf8").split(":", 1)[0] || undefined;
}
