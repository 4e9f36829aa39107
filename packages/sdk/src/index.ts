export * from "./agent-client.ts";
export * from "./api-error.ts";
export * from "./cloud-client.ts";
export * from "./sse.ts";
