import { ConfigError } from "../errors.ts";
import type { DetectedProvider } from "./detect.ts";
import { unknownProvider } from "./index.ts";

export interface ResolvedProvider {
  readonly provider: DetectedProvider;
  /** Why this one, as it is shown before the run. */
  readonly reason: string;
}

/**
 * The provider for a run. A named one is taken or refused; `router` takes the first that is installed and logged in,
 * of the prompt's `supportedTools`, then of `providerOrder`. It never takes `replay`, which does what was recorded and
 * not what the prompt says.
 */
// oxlint-disable-next-line eslint/max-params -- three of them are the SDK's documented signature
export function resolveRunProvider(
  defaultAgent: string,
  providers: readonly DetectedProvider[],
  providerOrder: readonly string[],
  supportedTools: readonly string[] = [],
): ResolvedProvider {
  if (defaultAgent !== "router") return named(defaultAgent, providers);
  const wishes = supportedTools.flatMap((tool) => providers.filter((one) => isCalled(one, tool)));
  const order = providerOrder.flatMap((id) => providers.filter((one) => one.id === id));
  return (
    first(wishes, "the prompt supports it") ??
    first(
      order,
      supportedTools.length === 0
        ? "first in providerOrder"
        : "nothing that the prompt supports is ready; first in providerOrder",
    ) ??
    nothing([...new Set([...wishes, ...order])].filter(isRoutable))
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

function first(candidates: readonly DetectedProvider[], because: string): ResolvedProvider | undefined {
  const provider = candidates.find((one) => isRoutable(one) && one.installed && one.authenticated !== "no");
  return provider && { provider, reason: `router: ${because}; ${provider.why}` };
}

function nothing(candidates: readonly DetectedProvider[]): never {
  const states = candidates.map(
    (one) => `${one.title}: ${one.installed ? `not logged in (${one.why})` : "not installed"}`,
  );
  const fixes = candidates.map((one) => (one.installed ? one.login : one.install));
  throw new ConfigError(
    `No agent is ready to run this prompt. ${states.join("; ")}`.trim(),
    fixes.length === 0 ? "Name one with --provider." : `One of: ${fixes.join(" · ")}`,
  );
}
