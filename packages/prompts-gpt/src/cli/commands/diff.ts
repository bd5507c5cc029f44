import { diffPrompts, type PromptDiff } from "../../index.ts";
import type { Command } from "../cli.ts";
import { placeOf } from "../place.ts";
import { present } from "../present.ts";
import { registryPlace } from "../registry-place.ts";
import { oneLine, plain } from "../text.ts";

/** How prompts differ from what was synced, or from the registry. 0 also when they do. */
export const diff: Command = async (call, cli) => {
  const remote = call.options.remote === true;
  // Without --remote nobody is asked, and no token is needed.
  const place = remote ? await registryPlace(call, cli) : placeOf(call, cli);
  const diffs = await diffPrompts({ ...place, remote, prompts: call.positionals });
  await present({ diffs }, (shown) => shown.diffs.flatMap(diffLines), { call, cli });
  return 0;
};

function diffLines({ path, version, patch }: PromptDiff): string[] {
  if (patch !== null) return [plain(patch).trimEnd()];
  return [
    `${oneLine(path)} was edited; of version ${version}, which it was made from, only the digest is known here.`,
    "  try: prompts-gpt diff --remote",
  ];
}
