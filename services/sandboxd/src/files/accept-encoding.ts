/**
 * How to send a file; undefined if nothing would do. Packed for a client that asks for gzip in particular and for no range.
 * One that lists whatever it could unpack, as HTTP libraries do by themselves, gets the bytes as they are: packing costs
 * more time than it saves on the way.
 */
export function encodingFor(header: string | undefined, wantsRange: boolean): "gzip" | "identity" | undefined {
  if (header === undefined || header.trim() === "") return "identity";
  const weights = new Map(header.split(",").map(parseEncoding));
  const any = weights.get("*");
  const gzip = weights.get("gzip") ?? any ?? 0;
  const identity = weights.get("identity") ?? (any === 0 ? 0 : undefined);
  const inParticular = weights.size === 1 || (identity !== undefined && identity < gzip);
  if (weights.has("gzip") && gzip > 0 && inParticular && !wantsRange) return "gzip";
  if (identity !== 0) return "identity";
  return gzip > 0 && !wantsRange ? "gzip" : undefined;
}

function parseEncoding(part: string): [string, number] {
  const [name = "", ...parameters] = part.split(";").map((piece) => piece.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith("q="));
  const value = weight ? Number(weight.slice(2)) : 1;
  return [name, Number.isFinite(value) ? value : 0];
}
