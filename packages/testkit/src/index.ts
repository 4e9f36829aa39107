export * from "./fake-provider/fake-provider.ts";
export * from "./fake-provider/fake-reply.ts";
