const LONG_SPACE = /\s{256,}/g;

/**
 * Rewrites what the template library does otherwise than Jinja: `{% raw %}` becomes a text literal, and the newlines and
 * indentation that `trim_blocks` and `lstrip_blocks` take away are taken away next to real tags only.
 */
export function prepareTemplate(source: string): string {
  const parts: string[] = [];
  let position = 0;
  // A tag on the same line keeps what follows it from being indentation.
  let atLineStart = true;
  while (position < source.length) {
    const start = nextTag(source, position);
    const text = source.slice(position, start);
    if (start === source.length) {
      parts.push(plainText(text));
      break;
    }
    const tag = readTag(source, start);
    const kept = tag.strips ? withoutIndentation(text, atLineStart) : text;
    const raw = tag.raw ? readRaw(source, tag.end) : undefined;
    parts.push(plainText(raw && tag.text.startsWith("{%-") ? kept.trimEnd() : kept));
    parts.push(raw ? literal(tag.text.endsWith("-%}") ? raw.text.trimStart() : raw.text) : tag.text);
    position = raw ? raw.end : tag.end;
    atLineStart = false;
    if (!raw && tag.trims && source[position] === "\n") {
      position++;
      atLineStart = true;
    }
  }
  return parts.join("");
}

function withoutIndentation(text: string, atLineStart: boolean): string {
  const line = text.lastIndexOf("\n") + 1;
  if (line === 0 && !atLineStart) return text;
  return /^[ \t]*$/.test(text.slice(line)) ? text.slice(0, line) : text;
}

/**
 * The library looks for a tag of its own at every place of a run of white space, which takes for ever in a long one: that
 * goes in as a literal, spelt so that there is no white space in it.
 */
function plainText(text: string): string {
  return text.replaceAll(LONG_SPACE, (run) => {
    const codes = Array.from(run, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
    return `{{"${codes.join("")}"}}`;
  });
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
  if (kind !== "#" && written.search(LONG_SPACE) >= 0) throw new SyntaxError("A tag holds too much white space");
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
  const text = match[1] === "-" ? inner.trimEnd() : match[1] === "+" ? inner : withoutIndentation(inner, false);
  const rest = source.slice(match.index + match[0].length);
  const skipped =
    match[2] === "-" ? rest.length - rest.trimStart().length : match[2] === "" && rest[0] === "\n" ? 1 : 0;
  return { text, end: match.index + match[0].length + skipped };
}

/** A text that is put out as it stands; white space is spelt, as in `plainText`. */
function literal(text: string): string {
  if (text === "") return "";
  const spelt = JSON.stringify(text).replaceAll(LONG_SPACE, (run) => "\\u0020".repeat(run.length));
  return `{{${spelt}}}`;
}
