import { expect, test } from "vitest";
import { inputFlags, optionFlags } from "../../../src/cli/flags.ts";
import { everywhere, reference } from "../../../src/cli/reference.ts";

test("the reference has every flag, with the commands that take it", () => {
  const told = new Set([...everywhere, ...reference.flatMap(({ flags }) => flags)].map(({ help }) => help));
  for (const flag of [...Object.values(inputFlags), ...Object.values(optionFlags)]) expect(told).toContain(flag.help);
});

const PULLING: readonly string[] = ["sync", "pull"];

test("no two flags of a command share a spelling", () => {
  for (const { name, flags } of reference) {
    // Of a prompt `--version` names the version; what prints our own stands on every other command.
    const common = everywhere.filter(({ spelling }) => !PULLING.includes(name) || spelling !== "--version");
    const spellings = [...flags, ...common].flatMap(({ spelling }) => spelling.match(/--?[a-z-]+/g) ?? []);
    expect(new Set(spellings).size).toBe(spellings.length);
  }
});
