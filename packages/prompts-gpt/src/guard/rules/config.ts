import { configIs, isAnswered, isNotSetTo } from "../needs.ts";
import { isProtectedKey, powerOf } from "../protected-keys.ts";
import { isGiven, type Reading } from "../read-options.ts";
import type { Rules } from "../rule.ts";
import { normalKey, type Setting } from "../settings.ts";
import type { Risk } from "../verdict.ts";
import { splitAlias } from "../split-alias.ts";

const OPTIONS =
  "global system local worktree f,file= blob= get get-all get-regexp get-urlmatch replace-all add unset unset-all " +
  "rename-section remove-section l,list fixed-value e,edit get-color get-colorbool t,type= bool int bool-or-int " +
  "bool-or-str path expiry-date z,null name-only includes show-origin show-scope show-names default= comment= all " +
  "append value= regexp url=";
const READS = ["get", "get-all", "get-regexp", "get-urlmatch", "list", "get-color", "get-colorbool"];

/** Says which alias would be refused: handed in, since an alias is any command of git. */
export type JudgeAlias = (args: readonly string[]) => readonly Risk[];

/** What stays in the configuration works after the run too, and where no shim stands. */
export function configRules(judgeAlias: JudgeAlias): Rules {
  return { config: { options: OPTIONS, risks: (reading) => configRisks(reading, judgeAlias) } };
}

function protectionRisk(setting: Setting): Risk {
  return {
    rule: `config ${setting.key}`,
    reason: `${setting.key} is part of what protects the work here.`,
    instead: `git config --get ${setting.key}, and leave it as it is`,
    when: [isNotSetTo(setting.key, setting.value)],
  };
}

/** A file that more than one repository reads is not the agent's own, wherever it stands. */
function configRisks(reading: Reading, judgeAlias: JudgeAlias): readonly Risk[] {
  const risks = writtenRisks(reading, judgeAlias);
  const isShared = isGiven(reading, "global", "system", "file");
  return isShared ? risks.map((risk) => ({ ...risk, harms: "anywhere" as const })) : risks;
}

function writtenRisks(reading: Reading, judgeAlias: JudgeAlias): readonly Risk[] {
  if (READS.some((name) => isGiven(reading, name))) return [];
  const [action, ...words] = actionOf(reading);
  if (action === "edit" || action === "remove-section" || action === "rename-section") return [sectionRisk(action)];
  const [name, value] = words;
  if (name === undefined) return [];
  const key = normalKey(name);
  if (action === "unset") return isProtectedKey(key) ? [unsetRisk(key)] : [];
  return action === "set" && value !== undefined ? writeRisks({ key, value }, judgeAlias) : [];
}

/** Git 2.46 has subcommands; before, an option or the number of words says what is meant. */
function actionOf(reading: Reading): readonly [action: string, ...words: string[]] {
  const [first = "", ...rest] = reading.operands;
  if (["set", "unset", "edit", "remove-section", "rename-section", "get", "list"].includes(first))
    return [first, ...rest];
  if (isGiven(reading, "edit")) return ["edit"];
  if (isGiven(reading, "remove-section")) return ["remove-section"];
  if (isGiven(reading, "rename-section")) return ["rename-section"];
  return [isGiven(reading, "unset", "unset-all") ? "unset" : "set", ...reading.operands];
}

function writeRisks(setting: Setting, judgeAlias: JudgeAlias): readonly Risk[] {
  if (setting.key.startsWith("alias.")) return aliasRisks(setting, judgeAlias);
  const power = powerOf(setting.key, setting.value);
  if (power === undefined || (power === "command" && isPlainCommand(setting.value))) return [];
  return [protectionRisk(setting)];
}

/** `vim`, `code --wait`, `git-lfs clean -- %f`: a program and its words, nothing that calls git or a shell. */
function isPlainCommand(text: string): boolean {
  return (
    /^(git-lfs )?[\w .,:=@%+-]*$/.test(text) && !/\b(git|sh|bash|zsh|env|eval)\b/.test(text.replace(/^git-lfs /, ""))
  );
}

/** A shell alias is watched when it is used; one that calls git would be there without us as well. */
function aliasRisks(setting: Setting, judgeAlias: JudgeAlias): readonly Risk[] {
  const { key, value } = setting;
  const harmful = value.startsWith("!") ? /\bgit\b/.test(value) : judgeAlias(splitAlias(value) ?? []).length > 0;
  if (!harmful) return [];
  const reason = `The alias would run "${value}", also when nobody watches.`;
  return [{ rule: "config alias", reason, instead: "type the command itself", when: [isNotSetTo(key, value)] }];
}

function unsetRisk(key: string): Risk {
  return { ...protectionRisk({ key, value: "" }), when: [configIs(key, isAnswered)] };
}

function sectionRisk(action: string): Risk {
  const reason = "It would change settings that this line does not name.";
  return { rule: `config ${action}`, reason, instead: "git config <key> <value>" };
}

/**
 * For one call these take nothing away: the call itself is looked at, and so is what it starts. Agents' CLIs set them for
 * all that they ask git themselves (measured: Codex 0.169, Claude Code 2.1).
 */
const FOR_ONE_CALL = new Set(["clean.requireforce", "core.hookspath", "core.fsmonitor"]);

/** Everything the line and the environment configure that turns the protection off. */
export function settingRisks(settings: readonly Setting[]): readonly Risk[] {
  const isOurs = ({ key, value }: Setting) => {
    const power = powerOf(key, value);
    return !FOR_ONE_CALL.has(key) && (power === "protection" || power === "mirror");
  };
  return settings.filter(isOurs).map(protectionRisk);
}
