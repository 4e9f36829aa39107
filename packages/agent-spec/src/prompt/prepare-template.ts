/**
 * Rewrites what the template library does otherwise than Jinja: `{% raw %}` becomes a text literal, and the newlines and
 * indentation that `trim_blocks` and `lstrip_blocks` take away are taken away next to real tags only.
 */
export function prepareTemplate(source: string): string {
  let prepared = "";
  let position = 0;
  while (position < source.length) {
    const start = nextTag(source, position);
    prepared += source.slice(position, start);
    if (start === source.length) break;
    const tag = readTag(source, start);
    if (tag.strips) prepared = prepared.replace(/(^|\n)[ \t]+$/, "$1");
    if (tag.raw) {
      const raw = readRaw(source, tag.end);
      if (tag.text.startsWith("{%-")) prepared = prepared.trimEnd();
      prepared += literal(tag.text.endsWith("-%}") ? raw.text.trimStart() : raw.text);
      position = raw.end;
    } else {
      prepared += tag.text;
      position = tag.end;
      if (tag.trims && source[position] === "\n") position++;
    }
  }
  return prepared;
}

interface Tag {
  text: string;
  end: number;
  /** Indentation before it goes. */
  strips: boolean;
  /** One newline after it goes. */
  trims: boolean;
  raw: boolean;
}

function nextTag(source: string, from: number): number {
  const offset = source.slice(from).search(/\{[{%#]/);
  return offset < 0 ? source.length : from + offset;
}

function readTag(source: string, start: number): Tag {
  const kind = source[start + 1];
  const end = kind === "#" ? endOfComment(source, start) : endOfCode(source, start, kind === "%" ? "%}" : "}}");
  const written = source.slice(start, end);
  const keepsBefore = written[2] === "+";
  const keepsAfter = /\+[%#]\}$/.test(written);
  return {
    text: written.replace(/^(\{[%#])\+/, "$1").replace(/\+([%#]\})$/, "$1"),
    end,
    strips: kind !== "{" && !keepsBefore,
    trims: kind !== "{" && !keepsAfter,
    raw: /^\{%[-+]?\s*raw\s*-?%\}$/.test(written),
  };
}

function endOfComment(source: string, start: number): number {
  const end = source.indexOf("#}", start + 2);
  if (end < 0) throw new SyntaxError("Missing end of comment tag");
  return end + 2;
}

/** The end of an expression or statement; what stands in quotes does not end it, nor does a nested `}`. */
function endOfCode(source: string, start: number, close: string): number {
  let quote = "";
  let depth = 0;
  for (let index = start + 2; index < source.length; index++) {
    const char = source.charAt(index);
    if (quote) {
      if (char === "\\") index++;
      else if (char === quote) quote = "";
    } else if (char === '"' || char === "'") quote = char;
    else if (source.startsWith(close, index) && (depth === 0 || close === "%}")) return index + 2;
    else if (char === "{") depth++;
    else if (char === "}") depth--;
  }
  throw new SyntaxError(`Missing end of tag, expected "${close}"`);
}

function readRaw(source: string, start: number): { text: string; end: number } {
  const endTag = /\{%([-+]?)\s*endraw\s*([-+]?)%\}/g;
  endTag.lastIndex = start;
  const match = endTag.exec(source);
  if (!match) throw new SyntaxError("Missing end of raw directive");
  const inner = source.slice(start, match.index);
  const text = match[1] === "-" ? inner.trimEnd() : match[1] === "+" ? inner : inner.replace(/(^|\n)[ \t]+$/, "$1");
  const rest = source.slice(match.index + match[0].length);
  const skipped =
    match[2] === "-" ? rest.length - rest.trimStart().length : match[2] === "" && rest[0] === "\n" ? 1 : 0;
  return { text, end: match.index + match[0].length + skipped };
}

const literal = (text: string) => (text === "" ? "" : `{{${JSON.stringify(text)}}}`);
