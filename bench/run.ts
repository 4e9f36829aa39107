/**
 * `npm run bench` measures everything, `npm run bench -- first-event start-time` some of it; `--json <file>` also writes
 * the figures down. Every figure stands beside its limit, measured in the same run: absolute times say more about the
 * machine than about us.
 */
import { writeFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { concurrentChats } from "./figures/concurrent-chats.ts";
import { eventsPerSecond } from "./figures/events-per-second.ts";
import { firstEvent } from "./figures/first-event.ts";
import { idleMemory } from "./figures/idle-memory.ts";
import { sandboxFirstCommand } from "./figures/sandbox-first-command.ts";
import { startTime } from "./figures/start-time.ts";
import type { Figure, FigureRow } from "./measure/figure.ts";
import { printTable } from "./measure/print-table.ts";

const FIGURES: Figure[] = [startTime, firstEvent, eventsPerSecond, concurrentChats, sandboxFirstCommand, idleMemory];

const { values, positionals } = parseArgs({ options: { json: { type: "string" } }, allowPositionals: true });
const unknown = positionals.filter((name) => !FIGURES.some((figure) => figure.name === name));
if (unknown.length > 0) {
  console.error(`There is no figure ${unknown.join(", ")}. There are ${FIGURES.map(({ name }) => name).join(", ")}.`);
  process.exit(2);
}

const machine = { cpus: cpus().length, model: cpus()[0]?.model, memoryMb: Math.round(totalmem() / 2 ** 20) };
console.log(`${machine.cpus} x ${machine.model}, ${machine.memoryMb} MB, Node ${process.version}\n`);
const rows: FigureRow[] = [];
for (const figure of FIGURES) {
  if (positionals.length > 0 && !positionals.includes(figure.name)) continue;
  try {
    rows.push(...(await figure.measure()));
    console.error(`measured ${figure.name}`);
  } catch (error) {
    console.error(`${figure.name} failed:`, error);
    process.exitCode = 1;
  }
}
printTable(rows);
if (values.json) await writeFile(values.json, `${JSON.stringify({ machine, node: process.version, rows }, null, 2)}\n`);
process.exit();
