/** Whole frames of a server-sent event stream out of chunks that end anywhere. */
export interface FrameSplitter {
  /** The frames that `chunk` completes, ready to be sent on; empty when it completes none. */
  push(chunk: Buffer): Buffer[];
  /** Id of the last whole frame that had one: where to go on after a cut. */
  readonly lastId: number;
}

const LINE_FEED = 0x0a;
const FRAME_END = Buffer.from("\n\n");
const ID_FIELD = Buffer.from("id: ");

/**
 * Looks at nothing but the ends of frames and their `id:` lines, which our session manager writes first in a frame. Parts
 * of frames are held back, so that a stream which is cut and taken up again never shows a half event.
 */
export function createFrameSplitter(options: { after: number; keepIds: boolean }): FrameSplitter {
  let rest: Buffer[] = [];
  let lastId = options.after;

  function push(chunk: Buffer): Buffer[] {
    if (chunk.length > 0) rest.push(chunk);
    if (!endsFrame(rest)) return [];
    const data = rest.length === 1 ? chunk : Buffer.concat(rest);
    rest = [];
    const frames: Buffer[] = [];
    let start = 0;
    for (let end = data.indexOf(FRAME_END); end !== -1; end = data.indexOf(FRAME_END, start)) {
      frames.push(read(data.subarray(start, end + FRAME_END.length)));
      start = end + FRAME_END.length;
    }
    if (start < data.length) rest.push(data.subarray(start));
    return frames;
  }

  function read(frame: Buffer): Buffer {
    if (!frame.subarray(0, ID_FIELD.length).equals(ID_FIELD)) return frame;
    const lineEnd = frame.indexOf(LINE_FEED);
    lastId = Number(frame.toString("latin1", ID_FIELD.length, lineEnd));
    return options.keepIds ? frame : frame.subarray(lineEnd + 1);
  }

  return {
    push,
    get lastId() {
      return lastId;
    },
  };
}

/** Whether the newest chunk ends a frame. One that does not is only kept, so that a long frame is not copied again and again. */
function endsFrame(chunks: Buffer[]): boolean {
  const newest = chunks.at(-1);
  if (newest === undefined || newest.includes(FRAME_END)) return newest !== undefined;
  return newest[0] === LINE_FEED && chunks.at(-2)?.at(-1) === LINE_FEED;
}
