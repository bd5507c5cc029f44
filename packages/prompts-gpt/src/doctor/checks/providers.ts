import type { Config } from "../../config/config.ts";
import type { Advice } from "../../finding.ts";
import { type DetectedProvider, detectProviders } from "../../providers/detect.ts";
import { findTop } from "../../workspace/snapshot/git-dirs.ts";
import type { Check, CheckPlace } from "../check.ts";

/** The agents' CLIs: which are here, which version, whether they look logged in. */
export const providers: Check = {
  id: "providers",
  title: "Agents",
  async look(place) {
    const found = await detect(place);
    const here = found.filter(({ installed }) => installed);
    const entries = found.flatMap(({ id, installed, version, authenticated }) => [
      [id, installed ? (version ?? "installed") : null] as const,
      [`${id}.login`, installed ? authenticated : null] as const,
    ]);
    return {
      summary:
        here.map(({ title, version, why }) => `${[title, version].filter(Boolean).join(" ")} (${why})`).join("; ") ||
        "none installed",
      facts: Object.fromEntries(entries),
      findings: place.project === undefined ? [] : agentFindings(found, place.project.loaded.config),
    };
  },
};

/** Those that do something: `replay` only plays recordings. */
async function detect({ userEnv: env, project, cwd, root }: CheckPlace) {
  const config = project?.loaded.config ?? { providers: {}, customProviders: {} };
  const versions = { asked: { notIn: [findTop(cwd) ?? root, root] } };
  return (await detectProviders({ env, config, versions })).filter(({ id }) => id !== "replay");
}

function agentFindings(all: readonly DetectedProvider[], { defaultAgent: wanted, providerOrder }: Config): Advice[] {
  // It is always here, and the router takes it only where it is asked to.
  const found = all.filter(({ id }) => id !== "builtin" || id === wanted || providerOrder.includes(id));

  const named = found.find(({ id }) => id === wanted);
  if (named !== undefined) return defaultFindings(named);
  // Another default is `replay`, or a custom provider that waits to be accepted: the check `trust` speaks of that.
  if (wanted !== "router" || found.some(isReady)) return [];
  const fixes = found.map((one) => (one.installed ? one.login : one.install));
  const message = "No agent is ready: a run that names none ends with exit 2.";
  return [{ severity: "error", code: "providers.none", message, fix: `One of: ${fixes.join(" · ")}` }];
}

function defaultFindings({ title, installed, authenticated, why, install, login }: DetectedProvider): Advice[] {
  if (!installed) {
    const message = `${title} is the default agent and is not installed: a run that names no other ends with exit 2.`;
    return [{ severity: "error", code: "providers.default", message, fix: install }];
  }
  if (authenticated !== "no") return [];
  const message = `${title} is the default agent and does not look logged in (${why}): its runs will fail.`;
  return [{ severity: "warning", code: "providers.login", message, fix: login }];
}

function isReady({ installed, authenticated }: DetectedProvider): boolean {
  return installed && authenticated !== "no";
}
