import type { Stats } from "node:fs";

const SETUID = 0o4000;
const SETGID = 0o2000;
const STICKY = 0o1000;

/** In Go's notation, which E2B's clients show: `-rw-r--r--`, `drwxr-xr-x`, `Lrwxrwxrwx`, `dtrwxrwxrwx`. */
export function permissionsOf(stats: Stats): string {
  const letters = [
    stats.isDirectory() ? "d" : "",
    stats.isSymbolicLink() ? "L" : "",
    stats.isBlockDevice() || stats.isCharacterDevice() ? "D" : "",
    stats.isFIFO() ? "p" : "",
    stats.isSocket() ? "S" : "",
    stats.mode & SETUID ? "u" : "",
    stats.mode & SETGID ? "g" : "",
    stats.isCharacterDevice() ? "c" : "",
    stats.mode & STICKY ? "t" : "",
  ].join("");
  const bits = [..."rwxrwxrwx"].map((letter, index) => (stats.mode & (1 << (8 - index)) ? letter : "-")).join("");
  return (letters || "-") + bits;
}
