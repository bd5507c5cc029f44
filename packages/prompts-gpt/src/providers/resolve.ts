import { ConfigError } from "../errors.ts";
import type { DetectedProvider } from "./detect.ts";
import { unknownProvider } from "./index.ts";

export interface ResolvedProvider {
  readonly provider: DetectedProvider;
  /** Why this one, as it is shown before the run. */
  readonly reason: string;
}

/** Why some providers cannot do what this run asks: a sentence of few words for each, by id. */
export type Unfit = ReadonlyMap<string, string>;

/**
 * The provider for a run. A named one is taken or refused; `router` takes the first that is installed, logged in and not
 * `unfit`, of the prompt's `supportedTools`, then of `providerOrder`. It never takes `replay`, which does what was recorded
 * and not what the prompt says. Throws a ConfigError that says for each why it was not taken, and what to type.
 */
// oxlint-disable-next-line eslint/max-params -- three of them are the SDK's documented signature
export function resolveRunProvider(
  defaultAgent: string,
  providers: readonly DetectedProvider[],
  providerOrder: readonly string[],
  supportedTools: readonly string[] = [],
  unfit: Unfit = new Map(),
): ResolvedProvider {
  if (defaultAgent !== "router") return named(defaultAgent, providers);
  const wishes = supportedTools.flatMap((tool) => providers.filter((one) => isCalled(one, tool)));
  const order = providerOrder.flatMap((id) => providers.filter((one) => one.id === id));
  return (
    first(wishes, "the prompt supports it", unfit) ??
    first(
      order,
      supportedTools.length === 0
        ? "first in providerOrder"
        : "nothing that the prompt supports is ready; first in providerOrder",
      unfit,
    ) ??
    nothing([...new Set([...wishes, ...order])].filter(isRoutable), unfit)
  );
}

function named(name: string, providers: readonly DetectedProvider[]): ResolvedProvider {
  const provider = providers.find(({ id }) => id === name);
  if (provider === undefined) throw unknownProvider(name, [...providers.map(({ id }) => id), "router"]);
  if (!provider.installed) throw new ConfigError(`${provider.title} is not installed.`, provider.install);
  return { provider, reason: "named" };
}

/** Prompts say "Claude" where the program's makers say "Claude Code". */
function isCalled({ id, title }: DetectedProvider, tool: string): boolean {
  const name = tool.trim().toLowerCase();
  return name === id.toLowerCase() || name === title.toLowerCase();
}

function isRoutable({ id }: DetectedProvider): boolean {
  return id !== "replay";
}

function isReady({ installed, authenticated }: DetectedProvider): boolean {
  return installed && authenticated !== "no";
}

function first(candidates: readonly DetectedProvider[], because: string, unfit: Unfit): ResolvedProvider | undefined {
  const ready = candidates.filter((one) => isRoutable(one) && isReady(one));
  const at = ready.findIndex(({ id }) => !unfit.has(id));
  const provider = ready[at];
  if (provider === undefined) return undefined;
  const passedOver = ready.slice(0, at).map(({ id, title }) => `; not ${title}: it ${unfit.get(id)}`);
  return { provider, reason: `router: ${because}; ${provider.why}${passedOver.join("")}` };
}

function nothing(candidates: readonly DetectedProvider[], unfit: Unfit): never {
  // Of a dozen agents that are not here, naming a few is help and naming all is noise.
  const absent = candidates.filter((one) => !one.installed).slice(0, SHOWN);
  const shown = candidates.filter((one) => one.installed || absent.includes(one));
  const states = shown.map((one) => `${one.title}: ${stateOf(one, unfit)}`);
  const fixes = shown.filter((one) => !isReady(one)).map((one) => (one.installed ? one.login : one.install));
  throw new ConfigError(
    `No agent is ready to run this prompt. ${states.join("; ")}`.trim(),
    fixes.length === 0 ? "Name one with --provider." : `One of: ${[...fixes, OWN].join(" · ")}`,
  );
}

const SHOWN = 3;
/** It is always here, and needs a model to be named. */
const OWN = "with an API key or a model server, and no CLI: prompts-gpt run … --agent builtin --model NAME";

function stateOf(one: DetectedProvider, unfit: Unfit): string {
  if (!one.installed) return "not installed";
  return isReady(one) ? (unfit.get(one.id) ?? "ready") : `not logged in (${one.why})`;
}
