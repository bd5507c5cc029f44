import { readFileSync, symlinkSync } from "node:fs";
import { expect, test } from "vitest";
import { writeNewPrompt } from "../../../src/prompts/new-prompt.ts";
import { rejection, tempFolder } from "../../support/temp-folder.ts";

test("a new prompt is written where nothing stands: not over a file, not through a link, to a file or to nowhere", async () => {
  await using folder = await tempFolder({ ".prompts-gpt/there.md": "mine", "outside.md": "mine" });
  symlinkSync("../outside.md", folder.at(".prompts-gpt/link.md"));
  symlinkSync("../new.md", folder.at(".prompts-gpt/nowhere.md"));
  const written = await Promise.all(
    ["there", "link", "nowhere", "fresh"].map((slug) => writeNewPrompt(folder.path, slug, "ours")),
  );
  expect(written).toEqual([false, false, false, true]);
  const [there, outside, fresh] = [".prompts-gpt/there.md", "outside.md", ".prompts-gpt/fresh.md"];
  expect([there, outside, fresh].map((name) => readFileSync(folder.at(name), "utf8"))).toEqual([
    "mine",
    "mine",
    "ours",
  ]);
});

test("a library that is a link is a ConfigError", async () => {
  await using folder = await tempFolder({ "elsewhere/x.md": "" });
  symlinkSync("elsewhere", folder.at(".prompts-gpt"));
  expect(await rejection(writeNewPrompt(folder.path, "x", "ours"))).toMatchObject({ exitCode: 2 });
});
