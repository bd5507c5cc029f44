import {
  ConfigError,
  hideSecrets,
  previewRestore,
  type RestoreAction,
  type RestorePreview,
  type RestoreResult,
} from "../../index.ts";
import type { Cli, Command } from "../cli.ts";
import { isInteractive } from "../interactive.ts";
import { pairs } from "../layout.ts";
import type { Call } from "../parse.ts";
import { placeOf } from "../place.ts";
import { present } from "../present.ts";
import { plural } from "../quantities.ts";
import { oneLine } from "../text.ts";

type Preview = Pick<RestorePreview, "snapshot" | "actions" | "linked">;

interface Place {
  readonly call: Call;
  readonly cli: Cli;
}

/** 0 when everything is as it was; 1 when something could not be brought back. */
export const restore: Command = async (call, cli) => {
  const [run] = call.positionals;
  const { paths, dryRun, yes } = call.options;
  const preview = await previewRestore({
    ...placeOf(call, cli),
    ...(run === undefined ? {} : { run }),
    ...(paths === undefined ? {} : { paths }),
  });
  const { snapshot, actions, linked } = preview;
  if (dryRun || actions.length === 0) {
    await present({ snapshot, actions, linked, applied: false }, (shown) => previewLines(shown, cli), { call, cli });
    return 0;
  }
  if (!yes) await askFirst(preview, { call, cli });
  const result = await preview.apply();
  const lines = (shown: Preview & RestoreResult) => [
    ...(yes ? previewLines(shown, cli) : []),
    `Restored: ${plural(shown.done, "change")}.`,
    ...shown.skipped.map(({ path, why }) => `Not restored: ${oneLine(path)}: ${why}`),
    `To take it back: prompts-gpt restore ${shown.undo} --yes`,
  ];
  await present({ snapshot, actions, linked, applied: true, ...result }, lines, { call, cli });
  return result.skipped.length === 0 ? 0 : 1;
};

async function askFirst(preview: RestorePreview, { call, cli }: Place): Promise<void> {
  const wish = call.positionals[0] ?? "";
  if (!isInteractive(call, cli)) {
    throw new ConfigError("Nobody is there to be asked.", `prompts-gpt restore ${wish} --yes`.replace("  ", " "));
  }
  await cli.err.write(`${previewLines(hideSecrets(preview, cli.io.env), cli).join("\n")}\n`);
  const { openQuestions } = await import("../ask/questions.ts");
  const questions = openQuestions(cli, `prompts-gpt restore ${wish} --yes`.replace("  ", " "));
  if (!(await questions.confirm("Restore this?")))
    throw new ConfigError("Nothing was restored.", "prompts-gpt restore --dry-run");
}

const SHOWN = 30;
const MARKS: Record<RestoreAction["action"], string> = {
  create: "+",
  overwrite: "~",
  remove: "-",
  mode: "m",
  object: "o",
};

function previewLines({ snapshot, actions, linked }: Preview, { out }: Pick<Cli, "out">): string[] {
  const { style } = out;
  const files = actions.filter(({ action }) => action !== "object");
  const objects = actions.length - files.length;
  const more = files.length - SHOWN;
  const head = pairs(
    [
      ["folder", oneLine(snapshot.root)],
      [
        "back to",
        `${snapshot.createdAt}, before ${snapshot.reason === "run" ? "run" : "the restore of"} ${oneLine(snapshot.of)}`,
      ],
    ],
    out.columns(),
  );
  if (actions.length === 0) return [...head, "Everything is as it was then."];
  return [
    ...head,
    ...files.slice(0, SHOWN).map(({ action, path }) => `  ${style.bold(MARKS[action])} ${oneLine(path)}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...(objects > 0 ? [`  ${style.bold("+")} ${plural(objects, "git object file")}`] : []),
    ...linked.map((path) => `  ${oneLine(path)} is a link: what it points to is left as it is`),
  ];
}
