import { listPrompts, type PromptEntry } from "../../index.ts";
import type { Command } from "../cli.ts";
import { table } from "../layout.ts";
import { placeOf } from "../place.ts";
import { present } from "../present.ts";
import { oneLine } from "../text.ts";

export const list: Command = async (call, cli) => {
  const prompts = await listPrompts(placeOf(call, cli));
  await present({ prompts }, (shown) => promptLines(shown.prompts, cli.out.columns()), { call, cli });
  return 0;
};

function promptLines(prompts: readonly PromptEntry[], columns: number): string[] {
  if (prompts.length === 0) return ["No prompts yet. Write one as .prompts-gpt/<name>.md, or: prompts-gpt sync"];
  const rows = prompts.map(({ slug, path, kind, version, tags, title, modified, valid }) => [
    oneLine(valid ? slug : path),
    kind,
    version === null ? "-" : String(version),
    modified === null ? "own" : modified ? "edited" : "synced",
    oneLine(tags.join(",")),
    valid ? oneLine(title) : "(does not hold; see: prompts-gpt validate)",
  ]);
  return table(["SLUG", "KIND", "VERSION", "STATE", "TAGS", "TITLE"], rows, columns);
}
