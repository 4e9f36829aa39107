import openapiTypescript, { astToString } from "openapi-typescript";

/** TypeScript types of an OpenAPI document. */
export async function typesOf(document: object): Promise<string> {
  return astToString(await openapiTypescript(JSON.stringify(document)));
}
