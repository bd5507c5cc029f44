import { expect, test } from "vitest";
import { holds } from "../../src/version-range.ts";

const NODE = "^20.19.0 || ^22.12.0 || >=24";

for (const [range, version, expected] of [
  [NODE, "20.19.0", true],
  [NODE, "20.18.3", false],
  [NODE, "21.7.0", false],
  [NODE, "22.11.0", false],
  [NODE, "22.12.1", true],
  [NODE, "23.9.0", false],
  [NODE, "24.0.0", true],
  [NODE, "26.1.0", true],
  [">=2.31", "2.30.9", false],
  [">=2.31", "2.39.5", true],
  [">=2.31", "3.0.1", true],
  [">=2.31", "1.99", false],
] as const)
  test(`${version} is ${expected ? "in" : "not in"} ${range}`, () => expect(holds(range, version)).toBe(expected));
