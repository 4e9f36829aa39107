import openapiTypescript, { astToString } from "openapi-typescript";
import ts from "typescript";

/** TypeScript types of an OpenAPI document. */
export async function typesOf(document: object): Promise<string> {
  return astToString(
    await openapiTypescript(JSON.stringify(document), { transformProperty: allowUndefined, defaultNonNullable: false }),
  );
}

/** JSON leaves out what is undefined, so for an optional property both come to the same; zod's types say so too. */
function allowUndefined(property: ts.PropertySignature): ts.PropertySignature {
  if (!property.questionToken || !property.type || property.type.kind === ts.SyntaxKind.NeverKeyword) return property;
  const type = ts.factory.createUnionTypeNode([
    property.type,
    ts.factory.createKeywordTypeNode(ts.SyntaxKind.UndefinedKeyword),
  ]);
  return ts.factory.updatePropertySignature(property, property.modifiers, property.name, property.questionToken, type);
}
