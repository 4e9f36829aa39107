import openapiTypescript, { astToString } from "openapi-typescript";
import ts from "typescript";

/** TypeScript types of an OpenAPI document. */
export async function typesOf(document: object): Promise<string> {
  const nodes = await openapiTypescript(JSON.stringify(document), { defaultNonNullable: false });
  return astToString(ts.transform(nodes, [allowUndefined]).transformed);
}

/** JSON leaves out what is undefined, so for an optional property both come to the same; zod's types say so too. */
function allowUndefined(context: ts.TransformationContext) {
  return function visit<Node extends ts.Node>(node: Node): Node {
    const visited = ts.visitEachChild(node, visit, context);
    return (ts.isPropertySignature(visited) ? orUndefined(visited) : visited) as Node;
  };
}

function orUndefined(property: ts.PropertySignature): ts.PropertySignature {
  const { modifiers, name, questionToken, type } = property;
  if (!questionToken || !type || type.kind === ts.SyntaxKind.NeverKeyword) return property;
  const undefinedType = ts.factory.createKeywordTypeNode(ts.SyntaxKind.UndefinedKeyword);
  const union = ts.factory.createUnionTypeNode([type, undefinedType]);
  return ts.factory.updatePropertySignature(property, modifiers, name, questionToken, union);
}
