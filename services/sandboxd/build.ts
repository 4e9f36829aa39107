/** Makes dist/sandboxd.mjs: the daemon as one file, which starts fast and needs no node_modules beside it. */
import { rename } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

const folder = import.meta.dirname;
const target = join(folder, "dist/sandboxd.mjs");
const draft = `${target}.${process.pid}.mjs`;

await build({
  entryPoints: [join(folder, "src/main.ts")],
  outfile: draft,
  bundle: true,
  minify: true,
  format: "esm",
  platform: "node",
  target: "node24",
  // Native: bound into the sandbox beside the bundle, and loaded when the first terminal is opened.
  external: ["@lydell/node-pty"],
  banner: {
    js: 'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);',
  },
  legalComments: "none",
  logLevel: "warning",
});
await rename(draft, target);
