import { status as find, type DetectedProvider, type LoadedConfig } from "../../index.ts";
import type { Cli, Command } from "../cli.ts";
import { findingLines } from "../finding-lines.ts";
import { pairs, table } from "../layout.ts";
import { placeOf } from "../place.ts";
import { present } from "../present.ts";
import { plural } from "../quantities.ts";
import { oneLine, toJson } from "../text.ts";
import { runLines } from "./runs-list.ts";

type Status = Awaited<ReturnType<typeof find>>;

const shownRuns = 5;

export const status: Command = async (call, cli) => {
  const found = await find(placeOf(call, cli));
  const columns = cli.out.columns();
  const place = { call, cli };
  await (call.options.config
    ? present(found.config, (shown) => configLines(shown, columns), place)
    : present(found, (shown) => overview(shown, cli.out), place));
  return 0;
};

/** The project, its agents and its latest runs on one screen. */
function overview(
  { root, config, providers, prompts, synced, libraryFindings, runs, credentials }: Status,
  out: Cli["out"],
): string[] {
  const { style } = out;
  const columns = out.columns();
  const files = [
    ...new Set(Object.values(config.origins).map(({ where, layer }) => (layer === "default" ? "built in" : where))),
  ];
  const untrusted =
    config.untrusted.length === 0
      ? []
      : [
          [
            "trust",
            `${plural(config.untrusted.length, "setting")} not accepted; see: prompts-gpt trust --show`,
          ] as const,
        ];
  return [
    ...pairs(
      [
        ["project", oneLine(root)],
        ["config", oneLine(files.join(", "))],
        ["library", libraryText(prompts, synced)],
        ["credentials", credentialsText(credentials)],
        ...untrusted,
      ],
      columns,
    ),
    ...[...libraryFindings, ...config.findings, ...credentials.findings].flatMap((finding) =>
      findingLines(finding, out),
    ),
    "",
    style.bold("Agents"),
    ...pairs(
      providers.map((provider) => [provider.id, stateOf(provider)] as const),
      columns,
    ),
    "",
    style.bold("Recent runs"),
    ...runLines(runs.slice(0, shownRuns), columns),
  ];
}

/** Whose they are stands with the credentials: a sync asks the registry there. */
function libraryText(prompts: number, synced: Status["synced"]): string {
  const states = Object.entries(synced).filter(([, count]) => count > 0);
  const all = states.reduce((sum, [, count]) => sum + count, 0);
  const from =
    all === 0 ? "" : `; from the registry: ${states.map(([state, count]) => `${count} ${state}`).join(", ")}`;
  return plural(prompts, "prompt") + from + (synced.edited + synced.conflict > 0 ? "; see: prompts-gpt diff" : "");
}

/** Where the token is and where it may go; never the token. */
function credentialsText({ tokenFrom, apiUrl }: Status["credentials"]): string {
  if (tokenFrom === null) return "none";
  const from = tokenFrom === "stored" ? "stored in .prompts-gpt/.credentials.json" : "in PROMPTS_GPT_TOKEN";
  return `${from}, for ${oneLine(apiUrl ?? "no URL")}`;
}

/** Whether an agent could be used now and, if not, what to type. */
function stateOf({ installed, version, authenticated, why, install, login, untried }: DetectedProvider): string {
  if (!installed) return `not installed; get it: ${oneLine(install)}`;
  const which = version === null ? "" : `${oneLine(version)}, `;
  const note = untried === true ? "; built from its documentation, not run by us" : "";
  if (authenticated === "no") return `${which}not logged in (${oneLine(why)}); ${oneLine(login)}${note}`;
  return `${which}ready (${oneLine(why)})${note}`;
}

/** Each setting by its dotted key, its value and where that came from. */
function configLines({ config, origins }: LoadedConfig, columns: number): string[] {
  const rows = Object.entries(origins).map(([key, { layer, where }]) => [
    key,
    layer,
    valueAt(config, key),
    oneLine(where),
  ]);
  return table(["KEY", "FROM", "VALUE", "WHERE"], rows, columns);
}

function valueAt(config: object, key: string): string {
  let value: unknown = config;
  for (const part of key.split("."))
    value =
      typeof value === "object" && value !== null ? Object.getOwnPropertyDescriptor(value, part)?.value : undefined;
  return value === undefined ? "-" : oneLine(toJson(value));
}
