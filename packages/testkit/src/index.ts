export * from "./cloud/test-cloud.ts";
export * from "./cloud/test-user.ts";
export * from "./cloud/zip-files.ts";
export * from "./fake-provider/fake-provider.ts";
export * from "./fake-provider/fake-reply.ts";
export * from "./test-database.ts";
export * from "./test-platform.ts";
export * from "./test-redis.ts";
