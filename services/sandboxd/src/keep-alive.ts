import type { HandlerContext } from "@connectrpc/connect";

const DEFAULT_SECONDS = 90;

/** How often the caller wants to hear from a stream on which nothing happens. */
export function keepAliveOf(context: HandlerContext): number {
  const seconds = Number(context.requestHeader.get("keepalive-ping-interval"));
  return (seconds >= 1 && seconds <= 3600 ? seconds : DEFAULT_SECONDS) * 1000;
}

/** What is awaited, or `keepalive` when it takes longer than that. */
export async function orKeepAlive<Turn>(next: Promise<Turn>, afterMs: number): Promise<Turn | "keepalive"> {
  let timer: NodeJS.Timeout | undefined;
  const alarm = new Promise<"keepalive">((resolve) => {
    timer = setTimeout(resolve, afterMs, "keepalive");
  });
  try {
    return await Promise.race([next, alarm]);
  } finally {
    clearTimeout(timer);
  }
}
