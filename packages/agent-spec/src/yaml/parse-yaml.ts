import {
  type Document,
  isNode,
  LineCounter,
  parseDocument,
  type ScalarTag,
  type Tags,
  type YAMLParseError,
} from "yaml";

const MAX_ERRORS = 5;
const PYTHON_TRUE = /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const PYTHON_FALSE = /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/;

export interface YamlProblem {
  code: "yaml_invalid" | "yaml_unsafe" | "yaml_key_duplicate";
  message: string;
  line: number | undefined;
}

export interface ParsedYaml {
  value: unknown;
  /** Line of the value at `path`, or of the closest thing around it that is there. */
  lineOf(path: readonly PropertyKey[]): number | undefined;
  problems: YamlProblem[];
}

/**
 * YAML as Python's `safe_load` reads it: version 1.1, so `yes` is true; but no alias bombs, no tags that make objects, no
 * `__proto__`. Dates stay text, since all that is read here ends as JSON.
 */
export function parseYaml(text: string): ParsedYaml {
  try {
    return readDocument(text);
  } catch (error) {
    // Nesting deep enough to exhaust the stack, or aliases that multiply: the library throws in the middle.
    const message = error instanceof ReferenceError ? "aliases multiply without end" : "it is nested too deeply";
    return { value: undefined, lineOf: () => undefined, problems: [{ code: "yaml_unsafe", message, line: undefined }] };
  }
}

function readDocument(text: string): ParsedYaml {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: "1.1",
    lineCounter: lines,
    // The library's pretty errors quote the line, which may hold a substituted secret.
    prettyErrors: false,
    customTags: pythonTags,
  });
  const lineAt = (offset: number) => lines.linePos(offset).line;
  const problems: YamlProblem[] = [
    // What follows the first mistakes is mostly their consequence.
    ...document.errors.slice(0, MAX_ERRORS).map((error) => ({ ...problemOf(error), line: lineAt(error.pos[0]) })),
    ...document.warnings.map(({ message, pos }) => ({
      code: "yaml_unsafe" as const,
      message: lowerFirst(message),
      line: lineAt(pos[0]),
    })),
  ];
  const value: unknown = document.toJS({ maxAliasCount: 100 });
  const unsafe = findUnsafeKey(value, []);
  const lineOf = (path: readonly PropertyKey[]) => lineOfPath(document, lineAt, path);
  if (unsafe) {
    problems.push({ code: "yaml_unsafe", message: `the key ${unsafe.at(-1)} is not allowed`, line: lineOf(unsafe) });
  }
  return { value, lineOf, problems };
}

/** PyYAML has no `y` and `n` for booleans, which would eat a parameter named `y`, and its dates would not survive JSON. */
function pythonTags(tags: Tags): Tags {
  const dropped = ["timestamp", "binary", "omap", "pairs", "set"].map((name) => `tag:yaml.org,2002:${name}`);
  return tags.flatMap((tag): Tags => {
    if (typeof tag === "string") return [tag];
    if (dropped.includes(tag.tag)) return [];
    if (tag.tag !== "tag:yaml.org,2002:bool" || !("test" in tag)) return [tag];
    return [{ ...tag, test: tag.test?.test("true") ? PYTHON_TRUE : PYTHON_FALSE } as ScalarTag];
  });
}

function problemOf({ code, message }: YAMLParseError): Pick<YamlProblem, "code" | "message"> {
  if (code === "DUPLICATE_KEY") {
    return { code: "yaml_key_duplicate", message: "the same key stands here twice; the later one counts" };
  }
  if (code === "MULTIPLE_DOCS") {
    return { code: "yaml_invalid", message: "a second document begins here; a file holds one" };
  }
  if (/call stack/i.test(message)) return { code: "yaml_unsafe", message: "it is nested too deeply" };
  return { code: "yaml_invalid", message: lowerFirst(message) };
}

function findUnsafeKey(value: unknown, path: string[]): string[] | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  for (const [key, child] of Object.entries(value)) {
    if (key === "__proto__") return [...path, key];
    const found = findUnsafeKey(child, [...path, key]);
    if (found) return found;
  }
  return undefined;
}

function lineOfPath(
  document: Document,
  lineAt: (offset: number) => number,
  path: readonly PropertyKey[],
): number | undefined {
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lineAt(node.range[0]);
  }
  return undefined;
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
