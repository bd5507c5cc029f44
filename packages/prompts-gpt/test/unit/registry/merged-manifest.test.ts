import { expect, test } from "vitest";
import { formatManifest } from "../../../src/registry/sync/manifest.ts";
import { parseMergedManifest } from "../../../src/registry/sync/merged-manifest.ts";
import { sha256 } from "../../../src/sha256.ts";

const entry = (slug: string, version: number) => ({
  slug,
  version,
  path: `.prompts-gpt/${slug}.md`,
  sha256: sha256(`${slug} ${version}`),
});
const line = (slug: string, version: number) => `    ${JSON.stringify(entry(slug, version))}`;
const file = (...lines: readonly string[]) =>
  ["{", '  "schemaVersion": 1,', '  "prompts": [', ...lines, "  ]", "}", ""].join("\n");
const both = (one: string, other: string) => ["<<<<<<< HEAD", one, "=======", other, ">>>>>>> theirs"];
const nothing = () => undefined;

test("of a prompt that both sides have, the one that its file still is; of an edited file the earlier", () => {
  const text = file(...both(line("a", 3), line("a", 2)), line("b", 1));
  const versionWith = (here: string) => parseMergedManifest(text, () => here).get("a")?.version;
  expect(["a 3", "a 2", "mine", ""].map(versionWith)).toEqual([3, 2, 2, 2]);
  expect([...parseMergedManifest(text, nothing).keys()]).toEqual(["a", "b"]);
});

test("one side had no prompts yet: its brackets are in the conflict too", () => {
  const some = ['  "prompts": [', line("a", 1), "  ]"].join("\n");
  const text = ["{", '  "schemaVersion": 1,', ...both('  "prompts": []', some), "}", ""].join("\n");
  expect([...parseMergedManifest(text, nothing).values()]).toEqual([entry("a", 1)]);
});

test("what somebody put together with a comma too few or one too many is as good", () => {
  for (const lines of [
    [line("a", 1), line("b", 1)],
    [`${line("a", 1)},`, `${line("b", 1)},`],
  ])
    expect([...parseMergedManifest(file(...lines), nothing).keys()]).toEqual(["a", "b"]);
});

test("what is cut short, or holds a line that is none of ours, is an error that says what to type", () => {
  const whole = formatManifest([entry("a", 1), entry("b", 1)]);
  for (const text of [
    whole.slice(0, -3),
    whole.slice(0, whole.indexOf("},") + 2),
    file(...both(line("a", 1), line("b", 1))).slice(0, -3),
    file(...both(line("a", 1), '{ "slug": "../x" }')),
    file(line("a", 1), "    and mine"),
  ])
    expect(() => parseMergedManifest(text, nothing)).toThrow(
      expect.objectContaining({ exitCode: 2, fix: expect.stringMatching(/^git checkout/) as string }),
    );
});
