export * from "./cloud.ts";
export * from "./cloud-config.ts";
export * from "./describe-cloud-config.ts";
export * from "./run-process.ts";
export * from "./serve.ts";
export * from "./services.ts";
