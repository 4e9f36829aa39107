import { describe, expect, it } from "vitest";
import { createBoundedOutput } from "./bounded-output.ts";

describe("bounded output", () => {
  it("keeps everything that fits", () => {
    const output = createBoundedOutput(10);
    output.add(Buffer.from("01234"));
    output.add(Buffer.from("56789"));
    expect(output.text()).toBe("0123456789");
  });

  it("keeps head and tail of what does not, and counts the rest", () => {
    const output = createBoundedOutput(10);
    for (const chunk of ["abc", "defgh", "i", "jklmnop", "q", "rstuvwxyz"]) output.add(Buffer.from(chunk));
    expect(output.text()).toBe("abcde\n... [16 bytes left out] ...\nvwxyz");
    expect(output.bytes).toBe(26);
  });
});
