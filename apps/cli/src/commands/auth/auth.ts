import { hostname } from "node:os";
import { ApiError, bodyOf, createCloudClient } from "@nexau-cloud/sdk";
import type { Command } from "commander";
import { UsageError } from "../../cli-error.ts";
import { anonymousClient, type Context, cloudClient } from "../../context.ts";
import type { Action } from "../../program.ts";

interface LoginOptions {
  email?: string;
  password?: string;
  name?: string;
  register?: boolean;
}

export function registerAuth(program: Command, action: Action): void {
  program
    .command("login")
    .description("log in (or, with --register, make an account) and keep a personal access token")
    .option("--email <email>")
    .option("--password <password>", "asked for when absent (NEXAU_CLI_PASSWORD)")
    .option("--register", "make the account first; the first one of a cloud is its administrator")
    .option("--name <name>", "your name, with --register")
    .action(action(async (context, options: LoginOptions) => void (await login(context, options))));

  program
    .command("logout")
    .description("forget the token and the keys kept for this cloud")
    .action(
      action(async ({ baseUrl, credentials, output }) => {
        credentials.update(baseUrl, () => ({ keys: {} }));
        output.result({ url: baseUrl }, () => `Nothing is kept for ${baseUrl} any more.`);
      }),
    );

  program
    .command("whoami")
    .description("who you are at this cloud")
    .action(
      action(async (context) => {
        const { user } = await bodyOf(cloudClient(context).GET("/api/auth/me"));
        context.output.result(user, () => `${user.email} (${user.role}) at ${context.baseUrl}`);
      }),
    );
}

/** Ends with a token in the credential store. A token given by hand is only checked and kept. */
export async function login(context: Context, options: LoginOptions): Promise<string> {
  if (context.token && !options.email && !options.register) {
    const email = await ownerOf(context);
    if (email) return keep(context, context.token, email);
    context.output.note("The token kept for this cloud is not valid any more.");
  }
  const email = options.email ?? (await context.prompt.ask("E-mail", "--email"));
  const password =
    options.password ??
    context.environment.NEXAU_CLI_PASSWORD ??
    (await context.prompt.askSecret("Password", "--password or NEXAU_CLI_PASSWORD"));
  const cookie = await signIn(context, { ...options, email, password });
  const signedIn = createCloudClient({ baseUrl: context.baseUrl, cookie });
  const { token } = await bodyOf(
    signedIn.POST("/api/auth/tokens", { body: { name: `command line on ${hostname()}`, expires_in: "90d" } }),
  );
  return keep(context, token, email);
}

/** Whose token it is; undefined when the cloud does not know it. */
async function ownerOf(context: Context): Promise<string | undefined> {
  try {
    return (await bodyOf(cloudClient(context).GET("/api/auth/me"))).user.email;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return undefined;
    throw error;
  }
}

async function signIn(
  context: Context,
  { email, password, name, register }: LoginOptions & { email: string; password: string },
): Promise<string> {
  const client = anonymousClient(context);
  const { response } = register
    ? await client.POST("/api/auth/register", { body: { email, password, name: name ?? email.split("@")[0] ?? email } })
    : await client.POST("/api/auth/login", { body: { email, password } });
  const cookie = response.headers
    .getSetCookie()
    .map((header) => header.split(";", 1)[0])
    .join("; ");
  if (!cookie) throw new UsageError(`${context.baseUrl} set no session cookie: is it a NexAU Cloud?`);
  return cookie;
}

function keep(context: Context, token: string, email: string): string {
  context.credentials.update(context.baseUrl, (cloud) => ({ ...cloud, token }));
  context.output.result({ url: context.baseUrl, email }, () => `Logged in at ${context.baseUrl} as ${email}.`);
  return token;
}
