import type { SyncedPrompt, SyncResult } from "../index.ts";
import type { Cli } from "./cli.ts";
import { findingLines, type FindingPlace } from "./finding-lines.ts";
import { labelled, sentence } from "./layout.ts";
import type { Call } from "./parse.ts";
import { plural } from "./quantities.ts";
import type { Style } from "./style.ts";
import { oneLine } from "./text.ts";

/** Of each kind; the rest is counted. */
const SHOWN = 20;
const QUIET: readonly SyncedPrompt["as"][] = ["unchanged", "adopted"];

/** What a sync did or would do, what is left to the user, and what to type for it. */
export function syncLines(result: SyncResult, { call, cli }: { readonly call: Call; readonly cli: Cli }): string[] {
  const { style } = cli.out;
  const quiet = call.options.quiet === true;
  const kinds = new Set(result.prompts.map(({ as }) => as));
  const shown = [...kinds].filter((as) => !QUIET.includes(as) && (!quiet || as === "conflict"));
  return [
    ...shown.flatMap((as) => kindLines(as, result)),
    ...result.problems.flatMap((problem) => problemLines(problem, cli.out)),
    ...(quiet ? [] : agentFileLines(result)),
    ...[...result.findings, ...result.agentFiles.findings].flatMap((finding) =>
      quiet && finding.severity === "warning" ? [] : findingLines(finding, cli.out),
    ),
    ...(quiet ? [] : sentence(cli.out, summary(result))),
    ...nextLines(result, { call, style }),
  ];
}

function kindLines(kind: SyncedPrompt["as"], { prompts, applied }: SyncResult): string[] {
  const all = prompts.filter(({ as }) => as === kind);
  // What has to be settled is never cut short.
  const some = kind === "conflict" ? all : all.slice(0, SHOWN);
  const more = all.length - some.length;
  return [
    ...some.flatMap((prompt) => promptLines(prompt, applied)),
    ...(more === 0 ? [] : [`${kind}  … and ${more} more`]),
  ];
}

function promptLines({ as, path, beside, localKeys }: SyncedPrompt, applied: boolean): string[] {
  const line = `${as}  ${oneLine(path)}`;
  switch (as) {
    case "conflict":
      return [
        line,
        `  The registry's version ${applied ? "stands" : "stands, or will stand after a sync,"} in ${beside}.`,
        `  Put together what you want in ${path}, then:`,
        `  rm ${beside}`,
      ];
    case "forced":
      return [`${line}   (what stood there: ${beside})`];
    case "orphaned":
      return [`${line}   (the registry has it no more)`];
    case "edited":
      return [localKeys === undefined ? line : `${line}   (${onlyHere(localKeys)})`];
    default:
      return [line];
  }
}

function onlyHere(keys: readonly string[]): string {
  if (keys.length === 0) return "nothing that is shared differs";
  const some = keys.slice(0, SHOWN).join(", ");
  return `only here: ${oneLine(some)}${keys.length > SHOWN ? ` … and ${keys.length - SHOWN} more` : ""}`;
}

function problemLines({ name, message }: SyncResult["problems"][number], out: FindingPlace): string[] {
  const [first = "", ...rest] = labelled(out, "left out:", `${oneLine(name)}: ${oneLine(message)}`);
  return [`${out.style.red("left out:")} ${first}`, ...rest];
}

function agentFileLines({ agentFiles: { written, removed }, applied }: SyncResult): string[] {
  const [wrote, took] = applied ? ["wrote", "removed"] : ["would write", "would remove"];
  return [...fileLine(wrote, written), ...fileLine(took, removed)];
}

function fileLine(what: string, paths: readonly string[]): string[] {
  if (paths.length === 0) return [];
  const some = paths.slice(0, SHOWN).map(oneLine).join(", ");
  return [`agent files: ${what} ${some}${paths.length > SHOWN ? ` … and ${paths.length - SHOWN} more` : ""}`];
}

function summary({ prompts, changes, applied, apiUrl }: SyncResult): string {
  const counts = new Map<string, number>();
  for (const { as } of prompts) counts.set(as, (counts.get(as) ?? 0) + 1);
  const what = [...counts].map(([as, count]) => `${count} ${as}`).join(", ");
  const files = applied ? plural(changes, "file") : `${plural(changes, "file")} would be`;
  return `${plural(prompts.length, "prompt")} of ${oneLine(apiUrl)}${what === "" ? "" : `: ${what}`}; ${files} changed.`;
}

function nextLines(
  result: SyncResult,
  { call: { command, options }, style }: { readonly call: Call; readonly style: Style },
): string[] {
  const { prompts, ok, changes, problems } = result;
  const orphan = prompts.find(({ as }) => as === "orphaned");
  const filtered = [options.query, options.category, options.tool, options.outputType, options.slug, options.label];
  const next = (): string | undefined => {
    if (options.frozen && prompts.some(isEditedMore)) return "prompts-gpt diff";
    if ((options.check || options.frozen) && !ok && changes > 0) return `prompts-gpt ${command}`;
    if (problems.length > 0) return `Tell whoever runs the registry; which are here says: prompts-gpt list`;
    if (prompts.length === 0 && filtered.some((one) => one !== undefined))
      return `prompts-gpt ${command}   (without conditions)`;
    if (orphan === undefined) return undefined;
    // What --prune leaves was edited.
    const keep = "to keep it as your own: give the file another name, and it that as its slug";
    return options.prune ? `rm ${oneLine(orphan.path)}   (${keep})` : `prompts-gpt ${command} --prune`;
  };
  const fix = next();
  return fix === undefined ? [] : [`  ${style.dim("try:")} ${fix}`];
}

/** By more than what no registry has a place for. */
function isEditedMore({ as, localKeys }: SyncedPrompt): boolean {
  return as === "edited" && localKeys === undefined;
}
