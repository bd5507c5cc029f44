import { ConfigError } from "../../errors.ts";
import { isAcpName } from "../../providers/acp-name.ts";
import type { AgentWish } from "../group/open.ts";
import type { OrchestrateParallelInput } from "./input.ts";

/** Who competes, as it was asked for. */
export interface CandidateWish extends AgentWish {
  /** Of its member in the record: `provider-codex`; of several attempts `attempt-1`. */
  readonly name: string;
}

const MOST = 64;
const EXAMPLE = "prompts-gpt orchestrate --mode parallel -f task.md --providers codex,claude --verify 'npm test'";

/** The candidates that are asked for, each with a name that no other has. Throws a ConfigError where they make no race. */
export function candidatesOf(input: OrchestrateParallelInput): CandidateWish[] {
  const { providers = [], attempts, provider, model } = input;
  if (providers.length > 0 && (attempts !== undefined || provider !== undefined))
    throw new ConfigError("Candidates are asked for twice: as providers, and as attempts of one.", EXAMPLE);
  const usual = model === undefined || model === "auto" ? {} : { model };
  if (providers.length > 0) return named(providers.map((one) => ({ ...usual, ...wishOf(one) })));
  if (attempts === undefined)
    throw new ConfigError("Who competes? Neither --providers nor --attempts says so.", EXAMPLE);
  if (!Number.isSafeInteger(attempts) || attempts < 2 || attempts > MOST)
    throw new ConfigError(`--attempts takes a whole number from 2 to ${MOST}; not ${attempts}.`, "--attempts 3");
  const one = { ...usual, ...(provider === undefined ? {} : { provider }) };
  return Array.from({ length: attempts }, (_, index) => ({ name: `attempt-${index + 1}`, ...one }));
}

/** `codex`, or `codex=gpt-5.5`. What stands behind `acp:` is a command of its own, whatever is in it. */
export function wishOf(spelling: string): AgentWish {
  const at = isAcpName(spelling) ? -1 : spelling.indexOf("=");
  const provider = (at === -1 ? spelling : spelling.slice(0, at)).trim();
  const model = at === -1 ? undefined : spelling.slice(at + 1).trim();
  if (provider === "" || model === "")
    throw new ConfigError(`"${spelling}" names no agent.`, "--providers codex,claude=opus   (a name, or name=model)");
  return { provider, ...(model === undefined || model === "auto" ? {} : { model }) };
}

function named(wishes: readonly AgentWish[]): CandidateWish[] {
  if (wishes.length > MOST) throw new ConfigError(`At most ${MOST} candidates compete; not ${wishes.length}.`, EXAMPLE);
  const taken = new Set<string>();
  return wishes.map((wish) => ({ ...wish, name: unlike(taken, `provider-${slugOf(wish.provider ?? "")}`) }));
}

function slugOf(provider: string): string {
  return (
    provider
      .replaceAll(/[^A-Za-z0-9]+/g, "-")
      .replaceAll(/^-|-$/g, "")
      .slice(0, 40) || "agent"
  );
}

function unlike(taken: Set<string>, name: string): string {
  for (let number = 1; ; number += 1) {
    const free = number === 1 ? name : `${name}-${number}`;
    if (taken.has(free)) continue;
    taken.add(free);
    return free;
  }
}
