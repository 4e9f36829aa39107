import { expect, it } from "vitest";
import { withUsedComponents } from "./used-components.ts";

const refTo = (name: string) => ({ $ref: `#/components/schemas/${name}` });

it("a service's document has the schemas of its routes, with all that those refer to, and no others", () => {
  const document = withUsedComponents({
    openapi: "3.1.0",
    paths: { "/runs": { get: { responses: { 200: { content: { json: { schema: refTo("Run") } } } } } } },
    components: {
      schemas: {
        Run: { properties: { usage: refTo("Usage"), parent: refTo("Run") } },
        Usage: { type: "object" },
        Project: { properties: { owner: refTo("User") } },
        User: { type: "object" },
      },
    },
  });
  expect(Object.keys(document.components.schemas)).toEqual(["Run", "Usage"]);
  expect(document.openapi).toBe("3.1.0");
});
