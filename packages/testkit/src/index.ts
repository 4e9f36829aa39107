export * from "./fake-provider/fake-provider.ts";
export * from "./fake-provider/fake-reply.ts";
export * from "./test-database.ts";
export * from "./test-platform.ts";
export * from "./test-redis.ts";
