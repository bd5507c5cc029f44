import { expect, test } from "vitest";
import { inputFlags, optionFlags } from "../../../src/cli/flags.ts";
import { everywhere, reference } from "../../../src/cli/reference.ts";

test("the reference has every flag, with the commands that take it", () => {
  const told = new Set([...everywhere, ...reference.flatMap(({ flags }) => flags)].map(({ help }) => help));
  for (const flag of [...Object.values(inputFlags), ...Object.values(optionFlags)]) expect(told).toContain(flag.help);
});

test("no two flags of a command share a spelling", () => {
  for (const { flags } of reference) {
    const spellings = [...flags, ...everywhere].flatMap(({ spelling }) => spelling.match(/--?[a-z-]+/g) ?? []);
    expect(new Set(spellings).size).toBe(spellings.length);
  }
});
