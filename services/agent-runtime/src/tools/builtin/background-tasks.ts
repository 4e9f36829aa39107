import type { BuiltinContext } from "./builtin-tool.ts";
import { fileForLongText } from "./long-text-argument.ts";
import { runBash } from "./run-bash.ts";

/*
 * Commands that outlive the call that started them. What is known of them is kept in files of the sandbox, since the runtime
 * that asks later need not be the one that started them.
 */

const FOLDER = "/tmp/nexau_background_tasks";

/** $1 folder of tasks, $2 command or file, $3 working folder, $4 "file" when $2 is one. Prints the pid. */
const START = `
mkdir -p -- "$1" && cd -- "$3" || exit 3
work=$(mktemp -d "$1/new.XXXXXX") || exit 3
if [ "$4" = file ]; then set -- "$1" "$2" "$3" "$2"; else set -- "$1" "$2" "$3" -c "$2"; fi
shell_args=("\${@:4}")
setsid /bin/bash -c '
  work=$1; shift
  while [ ! -e "$work/ready" ]; do sleep 0.01; done
  /bin/bash "$@" >"$work/stdout" 2>"$work/stderr" </dev/null
  echo $? >"$work/exit_code.part"; date +%s%3N >"$work/ended"; mv "$work/exit_code.part" "$work/exit_code"
' bash "$work" "\${shell_args[@]}" >/dev/null 2>&1 </dev/null &
pid=$!
printf '%s' "$2" >"$work/command"; date +%s%3N >"$work/started"
ln -sfn "$work" "$1/$pid"; touch "$work/ready"
echo "$pid"`;

/** $1 folder of tasks, $2... pids, or none for all. Prints records of: pid, state, exit code, ms, command, stdout, stderr. */
const STATUS = `
cd -- "$1" 2>/dev/null || exit 0
shift
[ $# -gt 0 ] || set -- $(find . -maxdepth 1 -type l -printf '%P ')
for pid in "$@"; do
  [ -d "$pid/" ] || continue
  code=$(cat "$pid/exit_code" 2>/dev/null); end=$(cat "$pid/ended" 2>/dev/null)
  if [ -n "$code" ]; then state=ended
  elif [ -e "$pid/killed" ] || ! kill -0 "$pid" 2>/dev/null; then state=killed
  else state=running; fi
  printf '%s\\0%s\\0%s\\0%s\\0' "$pid" "$state" "$code" "$(( \${end:-$(date +%s%3N)} - $(cat "$pid/started") ))"
  head -c 4000 "$pid/command"; printf '\\0'
  tail -c "$LIMIT" "$pid/stdout" 2>/dev/null | tr -d '\\0'; printf '\\0'
  tail -c "$LIMIT" "$pid/stderr" 2>/dev/null | tr -d '\\0'; printf '\\0'
  printf '%s\\0%s\\0' "$(stat -Lc %s "$pid/stdout" 2>/dev/null || echo 0)" "$(stat -Lc %s "$pid/stderr" 2>/dev/null || echo 0)"
done`;

/** $1 folder of tasks, $2 pid: ends its whole session, the leader of which it is. */
const KILL = `
[ -d "$1/$2/" ] || exit 4
touch "$1/$2/killed"
pkill -KILL -s "$2" 2>/dev/null || kill -KILL -- "-$2" 2>/dev/null
exit 0`;

const FIELDS = 9;
const OUTPUT_LIMIT = 30_000;

export interface BackgroundTask {
  pid: number;
  state: "running" | "ended" | "killed";
  exitCode: number | null;
  durationMs: number;
  command: string;
  stdout: string;
  stderr: string;
  stdoutTruncated: boolean;
  stderrTruncated: boolean;
}

export async function startBackgroundTask(context: BuiltinContext, command: string, cwd: string): Promise<number> {
  const file = await fileForLongText(context, command);
  const result = await runBash(context, START, [FOLDER, file ?? command, cwd, file ? "file" : ""]);
  const pid = Number(result.stdout.trim());
  if (result.exitCode !== 0 || !Number.isInteger(pid) || pid <= 0) {
    throw new Error(result.stderr.trim() || "the command could not be started in the background");
  }
  return pid;
}

/** The tasks of the session, or those of the given pids that exist. */
export async function findBackgroundTasks(context: BuiltinContext, pids: number[] = []): Promise<BackgroundTask[]> {
  const script = STATUS.replaceAll("$LIMIT", String(OUTPUT_LIMIT));
  const { stdout } = await runBash(context, script, [FOLDER, ...pids.map(String)]);
  const fields = stdout.split("\0");
  const tasks: BackgroundTask[] = [];
  for (let start = 0; start + FIELDS <= fields.length; start += FIELDS) {
    const [pid, state, code, ms, command = "", out = "", err = "", outBytes, errBytes] = fields.slice(start);
    tasks.push({
      pid: Number(pid),
      state: state === "running" || state === "ended" ? state : "killed",
      exitCode: code ? Number(code) : null,
      durationMs: Number(ms),
      command,
      stdout: out,
      stderr: err,
      stdoutTruncated: Number(outBytes) > OUTPUT_LIMIT,
      stderrTruncated: Number(errBytes) > OUTPUT_LIMIT,
    });
  }
  return tasks;
}

/** False when there is no such task. */
export async function killBackgroundTask(context: BuiltinContext, pid: number): Promise<boolean> {
  const { exitCode } = await runBash(context, KILL, [FOLDER, String(pid)]);
  return exitCode === 0;
}
