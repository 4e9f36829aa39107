import { PassThrough, type Readable } from "node:stream";
import { HttpError } from "../http/http-error.ts";

export interface FormPart {
  name: string;
  fileName: string | undefined;
  /** To be read to its end before the next part comes. */
  content: Readable;
}

const MAX_HEAD_BYTES = 16 * 1024;
const MAX_PARTS = 10_000;

export function boundaryOf(contentType: string): string {
  const match = /;\s*boundary=(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i.exec(contentType);
  const boundary = match?.[1] ?? match?.[2];
  if (!boundary) throw new HttpError(400, "the form has no boundary");
  return boundary;
}

/** The parts of a multipart/form-data body, one after the other, holding no more of it than a chunk at a time. */
export async function* readParts(body: Readable, boundary: string): AsyncGenerator<FormPart> {
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  const input = createScanner(body);
  try {
    // The first delimiter may stand at the very start, so the line break before it is put there.
    input.prepend(Buffer.from("\r\n"));
    await input.skipPast(delimiter);
    for (let count = 0; ; count++) {
      const next = await input.take(2);
      if (next === "--") return;
      if (next !== "\r\n") throw broken();
      if (count >= MAX_PARTS) throw new HttpError(400, `a form may have ${MAX_PARTS} parts`);
      yield* readPart(input, delimiter);
    }
  } finally {
    await input.close();
  }
}

async function* readPart(input: Scanner, delimiter: Buffer): AsyncGenerator<FormPart> {
  const head = await input.readHead();
  const content = new PassThrough({ highWaterMark: 1024 * 1024 });
  // A failure reaches whoever reads the content, if anybody does.
  content.on("error", () => undefined);
  const copied = input.copyUpTo(delimiter, content);
  copied.catch((error: Error) => content.destroy(error));
  try {
    yield { ...describePart(head), content };
    await copied;
  } finally {
    content.destroy();
    await copied.catch(() => undefined);
  }
}

const broken = () => new HttpError(400, "the form is broken or ended too early");

function describePart(head: string): { name: string; fileName: string | undefined } {
  const disposition = /^content-disposition:\s*form-data\s*;(.*)$/im.exec(head)?.[1] ?? "";
  const extended = /(?:^|;)\s*filename\*=utf-8''([^;\s]+)/i.exec(disposition)?.[1];
  return {
    name: parameterOf(disposition, "name") ?? "",
    fileName: extended ? decodeURIComponent(extended) : parameterOf(disposition, "filename"),
  };
}

function parameterOf(disposition: string, name: string): string | undefined {
  const quoted = new RegExp(`(?:^|[;\\s])${name}="((?:[^"\\\\]|\\\\.)*)"`, "i").exec(disposition)?.[1];
  // Browsers write %22 for a quote and leave backslashes alone; others escape. Both are understood.
  if (quoted !== undefined) return quoted.replaceAll("%22", '"').replace(/\\(["\\])/g, "$1");
  return new RegExp(`(?:^|[;\\s])${name}=([^;\\s"]+)`, "i").exec(disposition)?.[1];
}

type Scanner = ReturnType<typeof createScanner>;

function createScanner(body: Readable) {
  // Who stops in the middle leaves the rest to whoever answers the request.
  const chunks = body.iterator({ destroyOnReturn: false });
  let held: Buffer = Buffer.alloc(0);

  async function more(): Promise<boolean> {
    const { value, done } = await chunks.next();
    if (done) return false;
    held = held.length === 0 ? value : Buffer.concat([held, value]);
    return true;
  }

  async function fill(bytes: number): Promise<void> {
    while (held.length < bytes) if (!(await more())) throw broken();
  }

  /** Hands everything before `delimiter` to `write`, which waits for room; holds back what may be its beginning. */
  async function upTo(delimiter: Buffer, write: (piece: Buffer) => Promise<void> | void): Promise<void> {
    for (;;) {
      const found = held.indexOf(delimiter);
      const safe = found === -1 ? Math.max(held.length - delimiter.length + 1, 0) : found;
      if (safe > 0) {
        const piece = held.subarray(0, safe);
        held = held.subarray(safe);
        await write(piece);
      }
      if (found !== -1) {
        held = held.subarray(delimiter.length);
        return;
      }
      if (!(await more())) throw broken();
    }
  }

  return {
    close: () => chunks.return?.(),
    prepend: (bytes: Buffer) => {
      held = Buffer.concat([bytes, held]);
    },
    take: async (bytes: number): Promise<string> => {
      await fill(bytes);
      const text = held.toString("latin1", 0, bytes);
      held = held.subarray(bytes);
      return text;
    },
    skipPast: (delimiter: Buffer) => upTo(delimiter, () => undefined),
    readHead: async (): Promise<string> => {
      for (;;) {
        const end = held.indexOf("\r\n\r\n");
        if (end !== -1) {
          const head = held.toString("utf8", 0, end);
          held = held.subarray(end + 4);
          return head;
        }
        if (held.length > MAX_HEAD_BYTES || !(await more())) throw broken();
      }
    },
    copyUpTo: async (delimiter: Buffer, target: PassThrough): Promise<void> => {
      await upTo(delimiter, async (piece) => {
        if (target.destroyed) throw broken();
        if (!target.write(piece)) await drained(target);
      });
      target.end();
    },
  };
}

function drained(target: PassThrough): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      target.off("drain", go);
      target.off("close", go);
      resolve();
    };
    target.on("drain", go);
    target.on("close", go);
  });
}
