import { chooseTargets } from "../agent-files/choose-targets.ts";
import { criteriaFindings } from "../criteria.ts";
import { ConfigError } from "../errors.ts";
import type { Finding } from "../finding.ts";
import { nearest } from "../nearest.ts";
import { acpWords, isAcpName } from "../providers/acp-name.ts";
import type { ConfigLayer } from "./layer.ts";
import { mergeLayers } from "./merge.ts";
import { BUILT_IN_PROVIDERS, CUSTOM_PROVIDER_NAME, RESERVED_PROVIDERS, RUNNABLE_PROVIDERS } from "./provider-names.ts";

const REQUIRED = ["command", "args", "prompt", "output"] as const;

/** What no single value shows: names that nothing has, names that are taken, providers that are half defined. */
export function checkNames(layers: readonly ConfigLayer[]): Finding[] {
  const custom = mergeLayers(layers).customProviders;
  const runnable = [...RUNNABLE_PROVIDERS, ...Object.keys(custom)];
  return layers.flatMap((layer) => {
    const { customProviders = {}, providers = {}, providerOrder = [], defaultAgent, agentFiles = [] } = layer.values;
    const { criteria = [], provider: judge } = layer.values.eval ?? {};
    return [
      ...chooseTargets(agentFiles).unknown.map(({ index, message, fix }) => ({
        ...problem(layer, ["agentFiles", String(index)], { message, fix }),
        code: "config.agent-files",
      })),
      ...Object.keys(customProviders).flatMap((name) => checkCustom(layer, name, custom[name] ?? {})),
      ...Object.keys(providers).flatMap((name) => checkKnown(layer, ["providers", name], { name, known: runnable })),
      ...providerOrder.flatMap((name, index) =>
        checkKnown(layer, ["providerOrder", String(index)], { name, known: runnable }),
      ),
      ...(judge === undefined ? [] : checkKnown(layer, ["eval", "provider"], { name: judge, known: runnable })),
      ...criteriaFindings(criteria, { file: layer.where, line: layer.lineOf(["eval", "criteria"]) }),
      ...(defaultAgent === undefined || isAcpName(defaultAgent)
        ? checkCommand(layer, defaultAgent)
        : checkKnown(layer, ["defaultAgent"], {
            name: defaultAgent,
            known: [...BUILT_IN_PROVIDERS, ...Object.keys(custom)],
          })),
    ];
  });
}

/** Of a default agent that is named by its command line. */
function checkCommand(layer: ConfigLayer, name: string | undefined): Finding[] {
  if (name === undefined) return [];
  try {
    acpWords(name);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [problem(layer, ["defaultAgent"], { message: `"defaultAgent": ${error.message}`, fix: error.fix })];
  }
}

function checkCustom(layer: ConfigLayer, name: string, merged: Readonly<Record<string, unknown>>): Finding[] {
  const path = ["customProviders", name];
  if (RESERVED_PROVIDERS.includes(name)) {
    return [
      problem(layer, path, {
        message: `"${name}" is a name of our own: a custom provider cannot take it.`,
        fix: "Choose another name.",
      }),
    ];
  }
  if (!CUSTOM_PROVIDER_NAME.test(name)) {
    const message = `"${name}" is no name for a provider; allowed: lower-case letters, digits and hyphens, a letter first, at most 64.`;
    return [problem(layer, path, { message, fix: "Choose another name." })];
  }
  const missing = REQUIRED.filter((key) => merged[key] === undefined);
  if (missing.length === 0) return [];
  const fix = `A custom provider needs ${REQUIRED.join(", ")}.`;
  return [problem(layer, path, { message: `"${path.join(".")}" has no ${missing.join(", ")}.`, fix })];
}

function checkKnown(
  layer: ConfigLayer,
  path: readonly string[],
  { name, known }: { name: string; known: readonly string[] },
): Finding[] {
  if (known.includes(name)) return [];
  const meant = nearest(name, known);
  const message = `"${path.join(".")}": there is no provider "${name}"; there are ${known.join(", ")}.`;
  const fix = meant === undefined ? "Write one of these, or define it in customProviders." : `Did you mean "${meant}"?`;
  return [problem(layer, path, { message, fix })];
}

function problem(layer: ConfigLayer, path: readonly string[], said: { message: string; fix: string }): Finding {
  return { severity: "error", code: "config.provider-name", file: layer.where, line: layer.lineOf(path), ...said };
}
