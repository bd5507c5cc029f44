import type { RunPlan } from "../index.ts";
import { pairs } from "./layout.ts";
import { budgetText, limitText, plural } from "./quantities.ts";
import { oneLine, pad, plain, widthOf } from "./text.ts";
import type { Terminal } from "./terminal.ts";

/** `--dry-run` for people: each value with where it comes from, the command line, and the prompt as it would be given. */
export function planLines(plan: RunPlan, { style, columns }: Pick<Terminal, "style" | "columns">): string[] {
  const { facts, limits, command, origins } = plan;
  const settings: [string, string, string | undefined][] = [
    ["prompt", facts.promptFile ?? "given inline", facts.promptTitle],
    ["agent", [facts.provider, facts.providerVersion].filter(Boolean).join(" "), facts.providerReason],
    ["model", facts.model ?? "the agent's own choice", origins["model"]],
    ["access", facts.access, origins["access"]],
    ["timeout", limitText(limits.timeoutSeconds), origins["timeoutSeconds"]],
    ["idle timeout", limitText(limits.idleTimeoutSeconds), origins["idleTimeoutSeconds"]],
    ...rowOf("budget", budgetText(plan.budget)),
    ["folder", facts.cwd, undefined],
    ["environment", environmentText(plan.environment), undefined],
    ["snapshot", SNAPSHOT[plan.snapshot], undefined],
    ...rowOf("continues", facts.continues),
    ["record", plan.runDir, origins["artifactsDir"]],
  ];
  const widest = Math.max(...settings.slice(0, 6).map(([, value]) => widthOf(oneLine(value))));
  const rows = settings.map(([name, value, origin]) => {
    const shown = oneLine(value);
    return [name, origin === undefined ? shown : `${pad(shown, widest)}  (${oneLine(origin)})`] as const;
  });
  return [
    style.bold("Dry run: nothing is started."),
    ...rows.map(([name, value]) => `  ${pad(name, 12)}  ${value}`),
    ...pairs(
      plan.warnings.map((warning) => ["warning", oneLine(warning)] as const),
      columns(),
    ),
    "",
    style.bold("Command"),
    `  ${[command.file, ...command.args].map(quote).join(" ")}`,
    "",
    style.bold("Prompt"),
    ...plain(plan.prompt)
      .trimEnd()
      .split("\n")
      .map((line) => `  ${line}`),
  ];
}

function rowOf(name: string, value: string | undefined): [string, string, undefined][] {
  return value === undefined ? [] : [[name, value, undefined]];
}

const SNAPSHOT = {
  taken: "taken before the agent starts",
  off: "none: nothing can be brought back",
  "not needed": "not needed: the agent may only read",
} as const;
const SHOWN_NAMES = 6;
const REASONS = {
  token: "our token",
  key: "another provider's key",
  "env.block": "env.block",
  "env.pass": "not in env.pass",
} as const;

/** Names only: a value has no business on a screen. */
function environmentText({ passed, withheld }: RunPlan["environment"]): string {
  const names = withheld.slice(0, SHOWN_NAMES).map(({ name, why }) => `${name} (${REASONS[why]})`);
  const more = withheld.length > SHOWN_NAMES ? ` and ${withheld.length - SHOWN_NAMES} more` : "";
  return `${plural(passed.length, "variable")}${names.length === 0 ? "" : `, without ${names.join(", ")}${more}`}`;
}

/** For reading, as a POSIX shell would take it; nothing is started from it. */
export function quote(argument: string): string {
  const shown = plain(argument);
  return /^[\w@%+=:,./-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", String.raw`'\''`)}'`;
}
