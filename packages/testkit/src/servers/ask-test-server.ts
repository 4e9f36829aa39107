import { request } from "node:http";
import { text } from "node:stream/consumers";
import { inject } from "vitest";

/** URL of the run's own server; null where this machine has none. */
export async function askTestServer(name: "postgres" | "redis"): Promise<string | null> {
  const socketPath = inject("testServers");
  return new Promise((resolve, reject) => {
    const question = request({ socketPath, path: `/${name}` }, async (response) => {
      const answer = await text(response);
      if (response.statusCode === 200) resolve(answer || null);
      else reject(new Error(`the ${name} of this test run does not start: ${answer}`));
    });
    question.on("error", reject).end();
  });
}
