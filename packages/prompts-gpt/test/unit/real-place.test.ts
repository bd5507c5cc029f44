import { symlink } from "node:fs/promises";
import { expect, test } from "vitest";
import { liesIn, realPlace, realPlaceNow } from "../../src/real-place.ts";
import { tempFolder } from "../support/temp-folder.ts";

for (const [path, isIn] of [
  ["/a/b", true],
  ["/a/b/c", true],
  ["/a/b/..c/d", true],
  ["/a/b/...", true],
  ["/a", false],
  ["/a/..b", false],
  ["/a/bc", false],
  ["/", false],
] as const)
  test(`${path} ${isIn ? "lies" : "does not lie"} in /a/b`, () => expect(liesIn("/a/b", path)).toBe(isIn));

test("the real place of what is not there yet follows the links above it", async () => {
  await using folder = await tempFolder({ "there/x": "" });
  await symlink("there", folder.at("link"));
  expect(await realPlace(folder.at("link/x"))).toBe(folder.at("there/x"));
  expect(realPlaceNow(folder.at("link/new/newer"))).toBe(folder.at("there/new/newer"));
  expect(await realPlace(folder.at("link/new/newer"))).toBe(folder.at("there/new/newer"));
});
