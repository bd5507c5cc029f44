import { carriedAround, execPathRisks, unwatchedRisks } from "./carried-commands.ts";
import { isAllowed } from "./exceptions.ts";
import { readGitLine } from "./git-line.ts";
import { BORROWED_FILES, factOf, isAnswered, PROTECTED, PROTECTED_FILES, protectedRemote } from "./needs.ts";
import { type Plan, planOf } from "./plan.ts";
import { settingRisks } from "./rules/config.ts";
import type { Carried, Facts, GitCall, Need, Risk, Verdict } from "./verdict.ts";
import { settingsOf } from "./settings.ts";

/**
 * Decides by what a git call does. With no facts at all it answers what the line alone shows, which for most calls is
 * everything; else it says what it needs to know, and wants to be asked again. `exceptions` are entries of `git.allow`.
 */
export function decide(call: GitCall, facts: Facts = {}, exceptions: readonly string[] = []): Verdict {
  const plan = planOf(call, facts);
  if (plan.kind === "ask") return { kind: "ask", needs: plan.needs, where: readGitLine(call.args).where };
  const { risks, carries } = everythingOf(call, plan);
  const states = risks
    .filter((risk) => !isAllowed(risk, exceptions))
    .map((risk) => ({ risk, state: weigh(risk, facts) }));
  const real = states.find(({ state }) => state === "real");
  if (real) return refuse(real.risk);
  const needs = states.flatMap(({ state }) => (typeof state === "string" ? [] : state));
  if (needs.length > 0) return { kind: "ask", needs: unique(needs), where: readGitLine(call.args).where };
  return carries.length > 0 ? { kind: "carries", how: carries } : { kind: "allow" };
}

/** What the command itself does, and what the words and variables around it add. */
function everythingOf(call: GitCall, plan: Exclude<Plan, { kind: "ask" }>) {
  const line = readGitLine(call.args);
  if (line.command === undefined) return { risks: [], carries: [] as readonly Carried[] };
  const settings = settingsOf(line, call.env);
  const carries = [...plan.carries, ...carriedAround(settings, call.env)];
  const risks = [...execPathRisks(line), ...settingRisks(settings), ...plan.risks, ...unwatchedRisks(carries)];
  return { risks, carries };
}

/** Whether a risk is real; or what has to be known first: one question at a time, since the next may not matter. */
function weigh(risk: Risk, facts: Facts): "real" | "none" | readonly Need[] {
  const scope = scopeOf(risk);
  const conditions = [...(risk.when ?? []), ...(scope ? [{ need: scope, holds: isAnswered }] : [])];
  const answers = conditions.map(({ need, holds }) => ({ need, holds, lines: factOf(need, facts) }));
  if (answers.some(({ lines, holds }) => lines && !holds(lines))) return "none";
  const unknown = answers.find(({ lines }) => !lines);
  return unknown ? [unknown.need] : "real";
}

const SCOPES = { repository: PROTECTED, files: PROTECTED_FILES, "borrowed-files": BORROWED_FILES };

/** Whose the harm would be: what the agent made itself is its own. */
function scopeOf({ harms = "repository" }: Risk): Need | undefined {
  if (harms === "anywhere") return undefined;
  return typeof harms === "string" ? SCOPES[harms] : protectedRemote(harms.remote);
}

function unique(needs: readonly Need[]): readonly Need[] {
  return [...new Map(needs.map((need) => [need.id, need])).values()];
}

function refuse({ rule, reason, instead }: Risk): Verdict {
  return { kind: "refuse", rule, reason, instead };
}
