import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";

const KeyPair = z.object({ access_key: z.string(), secret_key: z.string() });
const Cloud = z.object({
  token: z.string().optional(),
  /** Key pairs that this computer made or was given, by project id. */
  keys: z.record(z.string(), KeyPair).default({}),
  /** The project that commands mean when none is named. */
  project: z.string().optional(),
});
const Credentials = z.object({ url: z.string().optional(), clouds: z.record(z.string(), Cloud).default({}) });

export type KeyPair = z.infer<typeof KeyPair>;
type Cloud = z.infer<typeof Cloud>;

/** What `login` keeps, per cloud, in a file that only its owner can read. */
export interface CredentialStore {
  /** URL of the cloud used last. */
  url(): string | undefined;
  read(url: string): Cloud;
  update(url: string, change: (cloud: Cloud) => Cloud): void;
}

export function createCredentialStore(file: string): CredentialStore {
  function load(): z.infer<typeof Credentials> {
    if (!existsSync(file)) return { clouds: {} };
    const parsed = Credentials.safeParse(parseJson(readFileSync(file, "utf8")));
    if (!parsed.success)
      throw new Error(`${file} cannot be read: ${z.prettifyError(parsed.error)}. Delete it and log in again.`);
    return parsed.data;
  }

  function save(credentials: z.infer<typeof Credentials>): void {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const fresh = `${file}.${process.pid}`;
    writeFileSync(fresh, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 });
    chmodSync(fresh, 0o600);
    renameSync(fresh, file);
  }

  const empty: Cloud = { keys: {} };
  return {
    url: () => load().url,
    read: (url) => load().clouds[url] ?? empty,
    update: (url, change) => {
      const credentials = load();
      save({ url, clouds: { ...credentials.clouds, [url]: change(credentials.clouds[url] ?? empty) } });
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
