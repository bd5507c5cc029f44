import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { BIN } from "../support/project.ts";

const CHUNKS = join(dirname(BIN), "../chunks");

/** Everything that a file of the bundle loads before its first line runs: names without their hashes. */
function loadedWith(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  // What is loaded later stands in a function: `() => require(…)`.
  const text = readFileSync(join(CHUNKS, file), "utf8");
  for (const [, next = ""] of text.matchAll(/(?<!=>)require\("\.\/([^"/]+)"\)/g)) loadedWith(next, seen);
  return seen;
}

test("a plain run opens few files, and none of what several runs as one take", () => {
  const names = readdirSync(CHUNKS);
  const run = names.find(
    (name) => /^run-[\w-]{8}\.cjs$/.test(name) && readFileSync(join(CHUNKS, name), "utf8").includes("listModels"),
  );
  const loaded = [...loadedWith(run ?? "")].map((name) => name.replace(/-[\w-]{8}\.cjs$/, ""));
  expect(loaded.toSorted()).toEqual(["cli", "rolldown-runtime", "run", "sdk", "telling"]);
});

test("a sync opens few files as well, and none of what only other commands take", () => {
  const names = readdirSync(CHUNKS);
  const sync = names.filter((name) => /^sync-[\w-]{8}\.cjs$/.test(name));
  expect(sync).toHaveLength(1);
  const loaded = [...loadedWith(sync[0] ?? "")].map((name) => name.replace(/-[\w-]{8}\.cjs$/, ""));
  expect(loaded.toSorted()).toEqual(["cli", "lock", "registry", "rolldown-runtime", "sdk", "sync", "telling"]);
});
