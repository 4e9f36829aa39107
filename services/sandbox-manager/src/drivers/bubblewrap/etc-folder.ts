import { cp, lstat, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** PATH inside; the folder of our own node comes last, so that another one on the machine is preferred. */
export const SEARCH_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/sandboxd/bin";

const USERS = [
  "root:x:0:0:root:/root:/bin/bash",
  "user:x:1000:1000:user:/home/user:/bin/bash",
  "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin",
];

const PROFILE = `export PATH=${SEARCH_PATH}
umask 022
if [ -n "$BASH_VERSION" ] && [ -n "$PS1" ] && [ -r /etc/bash.bashrc ]; then . /etc/bash.bashrc; fi
`;

const BASHRC = `case $- in *i*) ;; *) return ;; esac
PS1='\\u@\\h:\\w\\$ '
`;

/** What is written, so that a sandbox's /etc says nothing about the host. */
const WRITTEN: Record<string, string> = {
  passwd: `${USERS.join("\n")}\n`,
  group: "root:x:0:\nuser:x:1000:\ntty:x:5:\nnogroup:x:65534:\n",
  shells: "/bin/sh\n/bin/bash\n",
  hosts: "127.0.0.1 localhost sandbox\n::1 localhost ip6-localhost\n192.0.2.1 events.e2b.local\n",
  hostname: "sandbox\n",
  "host.conf": "multi on\n",
  "resolv.conf": "",
  "nsswitch.conf": "passwd: files\ngroup: files\nshadow: files\nhosts: files dns\nservices: files\nprotocols: files\n",
  profile: PROFILE,
  "bash.bashrc": BASHRC,
  "machine-id": "",
};

/** What programs of the host's /usr need to run, and holds nothing about the host. Copied where it exists. */
const COPIED = [
  "alternatives",
  "crypto-policies",
  "debian_version",
  "fonts",
  "inputrc",
  "java-17-openjdk",
  "java-21-openjdk",
  "ld.so.cache",
  "ld.so.conf",
  "ld.so.conf.d",
  "localtime",
  "magic",
  "mime.types",
  "mke2fs.conf",
  "os-release",
  "perl",
  "pki/ca-trust/extracted",
  "pki/tls/certs",
  "pki/tls/cert.pem",
  "protocols",
  "python3",
  "python3.11",
  "python3.12",
  "python3.13",
  "rpc",
  "services",
  "ssl/certs",
  "ssl/openssl.cnf",
  "ssl/cert.pem",
  "terminfo",
  "timezone",
  "xattr.conf",
];

/** Builds a sandbox's /etc in `folder`, anew at each start of the manager. */
export async function makeEtcFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o755 });
  for (const name of COPIED) await copyFromHost(name, folder);
  for (const [name, content] of Object.entries(WRITTEN)) await writeFile(join(folder, name), content, { mode: 0o644 });
}

async function copyFromHost(name: string, folder: string): Promise<void> {
  const source = join("/etc", name);
  if (!(await lstat(source).catch(() => undefined))) return;
  const target = join(folder, name);
  await mkdir(dirname(target), { recursive: true, mode: 0o755 });
  // What root alone may read is a secret of the host's: skipped, file by file.
  await cp(source, target, { recursive: true, verbatimSymlinks: true, filter: isPublic });
}

const READABLE_BY_ALL = 0o004;

async function isPublic(path: string): Promise<boolean> {
  const stats = await lstat(path);
  return stats.isSymbolicLink() || ((stats.isDirectory() || stats.isFile()) && (stats.mode & READABLE_BY_ALL) !== 0);
}
