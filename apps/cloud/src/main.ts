import { enableCompileCache } from "node:module";
import { join } from "node:path";

// Compiled code of an earlier start makes the next one faster; a folder that cannot be written is no error.
enableCompileCache(join(import.meta.dirname, "../../../node_modules/.cache/nexau-cloud"));
const { runProcess } = await import("./run-process.ts");

const { env, stdout, stderr } = process;
process.exitCode = await runProcess({
  argv: process.argv.slice(2),
  env,
  stdout,
  stderr,
  on: (signal, handler) => process.on(signal, handler),
  exit: (code) => process.exit(code),
});
