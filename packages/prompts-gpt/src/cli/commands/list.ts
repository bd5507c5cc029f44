import { type Library, type PromptEntry, readLibrary } from "../../index.ts";
import type { Cli, Command } from "../cli.ts";
import { findingLines } from "../finding-lines.ts";
import { table } from "../layout.ts";
import { placeOf } from "../place.ts";
import { present } from "../present.ts";
import { oneLine } from "../text.ts";

export const list: Command = async (call, cli) => {
  const library = await readLibrary(placeOf(call, cli));
  await present(library, (shown) => promptLines(shown, cli.out), { call, cli });
  return 0;
};

function promptLines({ prompts, findings }: Library, out: Cli["out"]): string[] {
  const said = findings.flatMap((finding) => findingLines(finding, out));
  if (prompts.length === 0)
    return ["No prompts yet. Write one as .prompts-gpt/<name>.md, or: prompts-gpt sync", ...said];
  const rows = prompts.map((prompt) => [
    oneLine(prompt.valid ? prompt.slug : prompt.path),
    prompt.kind,
    prompt.version === null ? "-" : String(prompt.version),
    stateOf(prompt, findings),
    oneLine(prompt.tags.join(",")),
    prompt.valid ? oneLine(prompt.title) : "(does not hold; see: prompts-gpt validate)",
  ]);
  return [...table(["SLUG", "KIND", "VERSION", "STATE", "TAGS", "TITLE"], rows, out.columns()), ...said];
}

/** Whose it is cannot be told where the manifest, or the file, cannot be read. */
function stateOf({ path, modified }: PromptEntry, findings: Library["findings"]): string {
  if (modified !== null) return modified ? "edited" : "synced";
  return findings.some(({ file }) => file === MANIFEST || file === path) ? "?" : "own";
}

const MANIFEST = ".prompts-gpt/manifest.json";
