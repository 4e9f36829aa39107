import { ServiceError } from "@nexau-cloud/platform";

/** Place in a list that is sorted by time and id, newest first. */
export interface PageCursor {
  at: Date;
  id: string;
}

/** `limit` items and the cursor of the next page, from a query that asked for one row more than `limit`. */
export function toPage<Row, Item>(
  rows: Row[],
  limit: number,
  { place, item }: { place: (row: Row) => PageCursor; item: (row: Row) => Item },
): { data: Item[]; next_cursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    data: shown.map(item),
    next_cursor: rows.length > limit && last ? encodeCursor(place(last)) : null,
  };
}

export function encodeCursor({ at, id }: PageCursor): string {
  return Buffer.from(`${at.getTime()}:${id}`).toString("base64url");
}

export function decodeCursor(text: string | undefined): PageCursor | undefined {
  if (text === undefined) return undefined;
  const match = /^(\d{1,15}):([\w.-]{1,128})$/.exec(Buffer.from(text, "base64url").toString("utf8"));
  if (!match?.[1] || !match[2]) {
    throw new ServiceError(
      "invalid_argument",
      "cursor_invalid",
      "The cursor is not one that a list call answered with.",
    );
  }
  return { at: new Date(Number(match[1])), id: match[2] };
}
