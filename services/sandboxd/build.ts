/** Makes dist/sandboxd.mjs: the daemon as one file, which starts fast and needs no node_modules beside it. */
import { rename } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { build, type Plugin } from "esbuild";

const folder = import.meta.dirname;
const target = join(folder, "dist/sandboxd.mjs");
const draft = `${target}.${process.pid}.mjs`;

/**
 * Node's own modules, each loaded when it is used for the first time at the latest and not at all if only unused code
 * names it. A plain import would read every property of `node:http`, one of which loads the whole of fetch: half of the
 * time that the daemon takes to start.
 */
const lazyBuiltins: Plugin = {
  name: "lazy builtins",
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /.*/ }, ({ path }) =>
      isBuiltin(path) ? { path: path.replace(/^node:/, ""), namespace: "builtin", sideEffects: false } : undefined,
    );
    onLoad({ filter: /.*/, namespace: "builtin" }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)})`,
    }));
  },
};

await build({
  entryPoints: [join(folder, "src/main.ts")],
  outfile: draft,
  bundle: true,
  minify: true,
  format: "esm",
  platform: "node",
  target: "node24",
  plugins: [lazyBuiltins],
  // Native: bound into the sandbox beside the bundle, and loaded when the first terminal is opened.
  external: ["@lydell/node-pty"],
  legalComments: "none",
  logLevel: "warning",
});
await rename(draft, target);
