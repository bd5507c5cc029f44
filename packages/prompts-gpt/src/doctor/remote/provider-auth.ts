import type { LoadedConfig } from "../../config/config.ts";
import type { Env } from "../../process/spawn.ts";
import { PROVIDERS, ROUTED } from "../../providers/index.ts";
import { which } from "../../process/which.ts";
import type { Check } from "../check.ts";
import { notReady, ready } from "./remote-result.ts";

const code = "remote.provider-auth";

interface Candidate {
  readonly id: string;
  /** One of them is enough; none: it needs none, or nobody knows. */
  readonly variables: readonly string[];
}

/** Whether the agent that a run would use is logged in by the environment: nobody is there to log in by hand. */
export const providerAuth: Check = {
  id: code,
  title: "Login of the agent by environment variables",
  async look({ userEnv: env, project }) {
    const candidates = candidatesOf(project?.loaded);
    const known = candidates.map((one) => ({ ...one, set: one.variables.find((name) => isSet(env, name)) }));
    const able = known.find(({ set, variables }) => set !== undefined || variables.length === 0);
    if (able !== undefined) return ready(able.set === undefined ? `${able.id} names none` : `${able.set} is set`);
    const names = candidates.map(({ id, variables }) => `${id}: ${variables.join(", ")}`).join("; ");
    const message = `No variable is set by which an agent is logged in (${names}): every run fails, or waits for a login.`;
    return notReady("no key", [{ code, message, fix: fixOf(candidates, env) }]);
  },
};

/** The default agent; for the router, all that it would choose from. Of those that nobody has chosen, the ones that name a variable. */
function candidatesOf(loaded: LoadedConfig | undefined): Candidate[] {
  const { defaultAgent = "router", providerOrder = ROUTED, customProviders = {} } = loaded?.config ?? {};
  const ids = defaultAgent === "router" ? providerOrder : [defaultAgent];
  const isChosen = defaultAgent !== "router" || (loaded?.origins["providerOrder"]?.layer ?? "default") !== "default";
  const candidates = ids.map((id) => ({
    id,
    variables: PROVIDERS.get(id)?.loginVariables ?? customProviders[id]?.keys ?? [],
  }));
  return candidates.filter(({ variables }) => isChosen || variables.length > 0);
}

function fixOf(candidates: readonly Candidate[], env: Env): string {
  const isHere = ({ id }: Candidate) => which(PROVIDERS.get(id)?.executable ?? id, env) !== undefined;
  const [variable = ""] = (candidates.find(isHere) ?? candidates[0])?.variables ?? [];
  // codex exec does not read the name that other programs of its makers read.
  if (variable === "CODEX_API_KEY" && isSet(env, "OPENAI_API_KEY")) return `export ${variable}="$OPENAI_API_KEY"`;
  return `Keep the key as a secret of the CI, and pass it on: export ${variable}=…`;
}

function isSet(env: Env, name: string): boolean {
  return (env[name] ?? "") !== "";
}
