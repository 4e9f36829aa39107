import { randomInt } from "node:crypto";

const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
const LENGTH = 20;

/** `s` and 20 lower-case letters and digits: like a template's in E2B, and no profile's name by accident. */
export function newSnapshotId(): string {
  return `s${Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join("")}`;
}

const NAME = /^(?:[a-z0-9][a-z0-9_-]{0,62}\/)?[a-z0-9][a-z0-9._-]{0,126}(?::[a-z0-9][a-z0-9._-]{0,126})?$/;

/** `[namespace/]name[:tag]` in lower case with its tag; undefined for what is no name. */
export function toSnapshotName(text: string): string | undefined {
  const name = text.toLowerCase();
  if (!NAME.test(name)) return undefined;
  return name.includes(":") ? name : `${name}:default`;
}
