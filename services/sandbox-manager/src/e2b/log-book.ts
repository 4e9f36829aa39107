import type { LogEntry } from "./schemas/sandbox-answer.ts";

export interface LogBook {
  note(sandboxId: string, message: string, fields?: Record<string, string>): void;
  /** Oldest first. */
  entries(sandboxId: string): LogEntry[];
  forget(sandboxId: string): void;
}

const MAX_ENTRIES = 200;

/** What happened to each sandbox, for its owner to read. Kept in memory for as long as the sandbox is there. */
export function createLogBook(now: () => Date): LogBook {
  const books = new Map<string, LogEntry[]>();
  return {
    note: (sandboxId, message, fields = {}) => {
      const book = books.get(sandboxId) ?? [];
      books.set(sandboxId, book);
      book.push({ timestamp: now().toISOString(), message, level: "info", fields });
      if (book.length > MAX_ENTRIES) book.shift();
    },
    entries: (sandboxId) => books.get(sandboxId) ?? [],
    forget: (sandboxId) => books.delete(sandboxId),
  };
}
