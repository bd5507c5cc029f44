import { expect, test } from "vitest";
import { nearest } from "../../../src/nearest.ts";

const FLAGS = ["provider", "model", "timeout", "idle-timeout", "access", "run", "json"];

for (const [word, meant] of [
  ["provder", "provider"],
  ["modle", "model"],
  ["MODEL", "model"],
  ["timout", "timeout"],
  ["rnu", "run"],
  ["jsn", "json"],
  ["acess", "access"],
  ["xyz", undefined],
  ["rxx", undefined],
  ["completely-other", undefined],
  ["", undefined],
  ["a".repeat(1_000_000), undefined],
] as const)
  test(`${word.slice(0, 20)} → ${meant}`, () => expect(nearest(word, FLAGS)).toBe(meant));

test("of two as near, the first", () => expect(nearest("cat", ["bat", "car"])).toBe("bat"));
test("the nearer one wins, wherever it stands", () =>
  expect(nearest("provide", ["provxxe", "provider"])).toBe("provider"));
