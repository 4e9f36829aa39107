import { describe, expect, it } from "vitest";
import { createJsonEnd } from "./json-end.ts";

describe("end of a JSON text in pieces", () => {
  it.each(['{"a": {"b": "}\\""}, "c": []}', "[1, [2]]", ' {"x":"\\\\"}'])(
    "is seen at the last character of %s",
    (text) => {
      const end = createJsonEnd();
      const seen = [...text].map((character) => end.push(character));
      expect(seen.indexOf(true)).toBe(text.length - 1);
    },
  );

  it("is never seen in what is no object", () => {
    expect(createJsonEnd().push('"text" {}')).toBe(false);
  });
});
