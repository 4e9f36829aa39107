import { randomInt } from "node:crypto";

const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
const LENGTH = 20;

/** `i` and 20 lower-case letters and digits, as E2B's: a DNS label, and too long to be guessed. */
export function newSandboxId(): string {
  return `i${Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join("")}`;
}
