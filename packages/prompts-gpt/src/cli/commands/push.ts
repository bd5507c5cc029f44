import { ConfigError, hideSecrets, previewPush, type PushItem, type PushResult } from "../../index.ts";
import type { Cli, Command } from "../cli.ts";
import { isInteractive } from "../interactive.ts";
import type { Call } from "../parse.ts";
import { quote } from "../plan-lines.ts";
import { present } from "../present.ts";
import { plural } from "../quantities.ts";
import { pushedLines, previewLines } from "../push-lines.ts";
import { registryPlace } from "../registry-place.ts";
import { untilInterrupted } from "../until-interrupted.ts";

interface Place {
  readonly call: Call;
  readonly cli: Cli;
}

/** 0 when everything is published; 1 when something failed or the registry has a later version, 3 and 4 as anywhere. */
export const push: Command = async (call, cli) => {
  const place = await registryPlace(call, cli);
  const { dryRun, yes, quiet } = call.options;
  return untilInterrupted(cli, async ({ signal }) => {
    const { apiUrl, items, apply } = await previewPush({ ...place, files: call.positionals, signal });
    const ready = items.filter(({ as }) => as === "new" || as === "changed");
    const shows = (shown: { readonly items: readonly PushItem[] }) =>
      previewLines(shown.items, { apiUrl, out: cli.out });
    if (dryRun || ready.length === 0) {
      await present({ apiUrl, items, published: [], failed: [] }, shows, { call, cli });
      return exitCodeOf(items, []);
    }
    const isAsked = yes !== true;
    if (isAsked) await askFirst(items, { call, cli, apiUrl });
    const result = await apply();
    const lines = (shown: { readonly items: readonly PushItem[] } & PushResult) => [
      ...(isAsked || quiet ? [] : shows(shown)),
      ...pushedLines(shown, cli.out),
    ];
    await present({ apiUrl, items, ...result }, lines, { call, cli });
    return exitCodeOf(items, result.failed);
  });
};

/** What failed outranks what was refused: it may be worth another try. */
function exitCodeOf(items: readonly PushItem[], failed: PushResult["failed"]): number {
  const isBehind = items.some(({ as }) => as === "behind");
  if (failed.length > 0 || isBehind) return !isBehind && failed.every(({ exitCode }) => exitCode === 3) ? 3 : 1;
  return items.some(({ as }) => as === "refused") ? 4 : 0;
}

/** Nothing is sent that was not shown. */
async function askFirst(
  items: readonly PushItem[],
  { call, cli, apiUrl }: Place & { readonly apiUrl: string },
): Promise<void> {
  const again = ["prompts-gpt push", ...call.positionals.map(quote), "--yes"].join(" ");
  await cli.err.write(`${previewLines(hideSecrets(items, cli.io.env), { apiUrl, out: cli.err }).join("\n")}\n`);
  if (!isInteractive(call, cli)) throw new ConfigError("Nobody is there to be asked; nothing was sent.", again);
  const { openQuestions } = await import("../ask/questions.ts");
  const ready = items.filter(({ as }) => as === "new" || as === "changed").length;
  if (await openQuestions(cli, again).confirm(`Send ${plural(ready, "prompt")} to ${apiUrl}?`)) return;
  throw new ConfigError("Nothing was sent.", "prompts-gpt push --dry-run");
}
