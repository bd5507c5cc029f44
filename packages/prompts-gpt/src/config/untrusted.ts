import { isAcpName } from "../providers/acp-name.ts";
import type { UntrustedItem } from "./config.ts";
import type { ConfigLayer } from "./layer.ts";

/** Commands that make a lane ready. */
const SETUP = "worktree.setup";
const EXECUTING = ["command", "args", "env"] as const;

/** Everything in committed layers that decides which program is started, and how, or that takes the guard away. */
export function executingItems(layers: readonly ConfigLayer[]): UntrustedItem[] {
  return layers
    .filter((layer) => layer.committed)
    .flatMap(({ values, where: file }) => [
      ...(values.disallowDestructiveGit === false ? [{ key: "disallowDestructiveGit", value: false, file }] : []),
      // Kept, unlike the others: leaving it out would start another agent in its place.
      ...(values.defaultAgent !== undefined && isAcpName(values.defaultAgent)
        ? [{ key: "defaultAgent", value: values.defaultAgent, file }]
        : []),
      ...(values.git?.allow?.length ? [{ key: "git.allow", value: values.git.allow, file }] : []),
      ...(values.worktree?.setup?.length ? [{ key: SETUP, value: values.worktree.setup, file }] : []),
      ...(values.verify?.length ? [{ key: "verify", value: values.verify, file }] : []),
      ...Object.entries(values.providers ?? {}).flatMap(([name, override]) =>
        EXECUTING.flatMap((field) => {
          const value = override[field];
          return value === undefined ? [] : [{ key: `providers.${name}.${field}`, value, file }];
        }),
      ),
      ...Object.entries(values.customProviders ?? {}).map(([name, value]) => ({
        key: `customProviders.${name}`,
        value,
        file,
      })),
    ]);
}

/** The same layers without `items`. */
export function without(layers: readonly ConfigLayer[], items: readonly UntrustedItem[]): ConfigLayer[] {
  const refused = new Set(items.map((item) => `${item.file} ${item.key}`));
  return layers.map((layer) => {
    const keep = (key: string) => !refused.has(`${layer.where} ${key}`);
    const {
      providers = {},
      customProviders = {},
      disallowDestructiveGit,
      git,
      verify,
      worktree,
      ...rest
    } = layer.values;
    const values = {
      ...rest,
      ...(disallowDestructiveGit !== undefined && keep("disallowDestructiveGit") ? { disallowDestructiveGit } : {}),
      ...(git !== undefined && keep("git.allow") ? { git } : {}),
      ...(verify !== undefined && keep("verify") ? { verify } : {}),
      ...(worktree === undefined ? {} : { worktree: keep(SETUP) ? worktree : withoutSetup(worktree) }),
      providers: mapEntries(providers, (name, override) => {
        const fields = Object.entries(override).filter(([field]) => keep(`providers.${name}.${field}`));
        return [[name, Object.fromEntries(fields)]];
      }),
      customProviders: mapEntries(customProviders, (name, value) =>
        keep(`customProviders.${name}`) ? [[name, value]] : [],
      ),
    };
    return { ...layer, values };
  });
}

function withoutSetup({ setup: _setup, ...worktree }: NonNullable<ConfigLayer["values"]["worktree"]>) {
  return worktree;
}

function mapEntries<T>(
  record: Readonly<Record<string, T>>,
  change: (name: string, value: T) => [string, T][],
): Record<string, T> {
  return Object.fromEntries(Object.entries(record).flatMap(([name, value]) => change(name, value)));
}
