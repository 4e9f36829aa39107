import { type DestinationStream, type Logger, pino } from "pino";

export type { Logger } from "pino";

export interface LogOptions {
  level: "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";
  destination?: DestinationStream;
}

/** JSON lines, one format over all services: `time` in ISO 8601, `level` as a word, ids in camelCase fields. */
export function createLogger(name: string, options: LogOptions): Logger {
  const settings = {
    level: options.level,
    base: { service: name },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: {
      paths: ["authorization", "headers.authorization", "headers.cookie", "apiKey", "secretKey", "requestToken"],
    },
  };
  return options.destination ? pino(settings, options.destination) : pino(settings);
}
