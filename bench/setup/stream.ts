import { once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";

/** One pool for everything that is measured, so that ours and the limit are called in the same way. */
const agent = new Agent({ keepAlive: true, maxSockets: 1024 });

export interface StreamTimes {
  /** To the first event of which `isFirst` is true. */
  firstMs: number;
  totalMs: number;
  /** The data of every event, in order. */
  events: string[];
}

export interface StreamRequest {
  url: string;
  headers: Record<string, string>;
  body: object;
  isFirst: (data: string) => boolean;
}

/** Posts, reads the server-sent events to their end, and says when they came. */
export async function postStream({ url, headers, body, isFirst }: StreamRequest): Promise<StreamTimes> {
  const start = performance.now();
  const call = request(url, { method: "POST", agent, headers: { ...headers, "content-type": "application/json" } });
  call.end(JSON.stringify(body));
  const [response]: IncomingMessage[] = await once(call, "response");
  if (response?.statusCode !== 200)
    throw new Error(`${url}: ${response?.statusCode} ${response && (await text(response))}`);
  const events: string[] = [];
  let firstMs = Number.NaN;
  let rest = "";
  for await (const chunk of response.setEncoding("utf8")) {
    const lines = `${rest}${chunk}`.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (!line.startsWith("data: ")) continue;
      const data = line.slice(6);
      if (Number.isNaN(firstMs) && isFirst(data)) firstMs = performance.now() - start;
      events.push(data);
    }
  }
  return { firstMs, totalMs: performance.now() - start, events };
}
