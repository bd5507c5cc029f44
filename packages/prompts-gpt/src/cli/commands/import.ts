import { type ImportedFile, importPrompts } from "../../index.ts";
import type { Command } from "../cli.ts";
import { findingLines, type FindingPlace } from "../finding-lines.ts";
import { placeOf } from "../place.ts";
import { present } from "../present.ts";
import { oneLine } from "../text.ts";

/** 0 when all of it is in the library, 4 when a file is not. */
export const importFiles: Command = async (call, cli) => {
  const result = await importPrompts({ ...placeOf(call, cli), paths: call.positionals });
  const quiet = call.options.quiet === true;
  const lines = (shown: typeof result) => shown.files.flatMap((file) => fileLines(file, { quiet, out: cli.out }));
  await present(result, lines, { call, cli });
  return result.ok ? 0 : 4;
};

function fileLines(
  { from, path, as, findings }: ImportedFile,
  { quiet, out }: { readonly quiet: boolean; readonly out: FindingPlace },
): string[] {
  const shown = quiet ? findings.filter(({ severity }) => severity === "error") : findings;
  const head = quiet ? [] : [`${WORDS[as]} ${oneLine(from)}${path === null ? "" : ` → ${path}`}`];
  return [...head, ...shown.flatMap((finding) => findingLines(finding, out))];
}

const WORDS: Readonly<Record<ImportedFile["as"], string>> = {
  imported: "Imported",
  same: "Already there:",
  taken: "Not imported:",
  refused: "Not imported:",
};
