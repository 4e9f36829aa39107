/** How to send a file: packed if the client prefers that and wants no range of it; undefined if nothing would do. */
export function encodingFor(header: string | undefined, wantsRange: boolean): "gzip" | "identity" | undefined {
  if (header === undefined || header.trim() === "") return "identity";
  const weights = new Map(header.split(",").map(parseEncoding));
  const any = weights.get("*");
  const gzip = weights.get("gzip") ?? any ?? 0;
  const identity = weights.get("identity") ?? (any === 0 ? 0 : undefined);
  if (gzip > 0 && !wantsRange && gzip >= (identity ?? 0)) return "gzip";
  return identity === 0 ? undefined : "identity";
}

function parseEncoding(part: string): [string, number] {
  const [name = "", ...parameters] = part.split(";").map((piece) => piece.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith("q="));
  const value = weight ? Number(weight.slice(2)) : 1;
  return [name, Number.isFinite(value) ? value : 0];
}
