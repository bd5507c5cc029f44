import { formsOf } from "../process/redact/forms.ts";
import { MARKER_VARIABLE } from "../process/marker.ts";
import type { Env } from "../process/spawn.ts";
import { isProviderKey, ownVariables } from "../providers/keys.ts";
import { BASE_VARIABLES, isNamed } from "../variable-names.ts";
import { holdsToken } from "./token-in-variable.ts";

/** Why a variable does not reach the agent: it holds our token, another provider's key, or configuration says so. */
export type WithheldWhy = "token" | "key" | "env.block" | "env.pass";

export interface WithheldVariable {
  readonly name: string;
  readonly why: WithheldWhy;
}

export interface AgentEnv {
  readonly env: Env;
  readonly withheld: readonly WithheldVariable[];
}

export interface EnvRules {
  readonly provider: string;
  /** With it, only these and what every program needs. A key of another provider has to be named in full. */
  readonly pass?: readonly string[] | undefined;
  /** Taken out whatever else says that they go in. */
  readonly block?: readonly string[] | undefined;
  /** Variables that a custom provider says it needs. */
  readonly needs?: readonly string[] | undefined;
  /** `providers.<name>.env`: names and values. */
  readonly added?: Env | undefined;
}

const TOKEN_VARIABLE = "PROMPTS_GPT_TOKEN";
/** Shorter values are found in many that have nothing to do with them. */
const SHORTEST_SECRET = 8;

/** What the agent gets of `env`: never our token, no key of another provider, and what configuration leaves of the rest. */
export function agentEnv(env: Env, rules: EnvRules): AgentEnv {
  const tokens = Object.entries(env).flatMap(([name, value]) => (isNamed([TOKEN_VARIABLE], name) ? (value ?? "") : []));
  const ours = tokens.filter((token) => token.length >= SHORTEST_SECRET).flatMap(formsOf);
  const passed: Record<string, string> = {};
  const withheld: WithheldVariable[] = [];
  for (const [name, value] of Object.entries({ ...env, ...rules.added })) {
    if (value === undefined) continue;
    const why = isOurToken(name, value, ours) ? "token" : whyWithheld(name, rules);
    if (why === undefined) passed[name] = value;
    else withheld.push({ name, why });
  }
  return { env: passed, withheld };
}

/** `forms`: of the token that is known. Others are known by their beginning. */
function isOurToken(name: string, value: string, forms: readonly string[]): boolean {
  if (isNamed([TOKEN_VARIABLE], name) || holdsToken(name, value)) return true;
  const unwrapped = value.replaceAll(/\s/g, ""); // tools break base64 into lines
  return forms.some((form) => value.includes(form) || unwrapped.includes(form));
}

function whyWithheld(name: string, rules: EnvRules): WithheldWhy | undefined {
  const { provider, pass, block = [], needs = [], added = {} } = rules;
  // The supervisors of this run, and of the runs it is part of, know their processes by it.
  if (name === MARKER_VARIABLE) return undefined;
  if (isNamed(block, name)) return "env.block";
  if (Object.hasOwn(added, name) || isNamed(needs, name)) return undefined;
  const own = ownVariables(provider);
  if (isNamed(own.keys, name)) return undefined;
  if (isProviderKey(name)) return isNamed(inFull(pass), name) ? undefined : "key";
  const isPassed = pass === undefined || isNamed([...BASE_VARIABLES, ...own.variables, ...pass], name);
  return isPassed ? undefined : "env.pass";
}

/** `*` in a list means the usual variables, not the keys that are among them. */
function inFull(patterns: readonly string[] = []): string[] {
  return patterns.filter((pattern) => !pattern.endsWith("*"));
}
