import { preflight } from "../../runs/preflight.ts";
import type { RunSetup } from "../../runs/with-run.ts";
import type { OpenGroup, Worker } from "./open.ts";

interface Looked extends Pick<OpenGroup, "base" | "loaded" | "env" | "artifactsDir"> {
  readonly workers: readonly Pick<Worker, "provider">[];
}

interface More {
  readonly judges?: readonly string[];
  readonly commits?: boolean;
}

/** What there is to say before a group starts; throws as {@link preflight} does. */
export function preflightOf(
  { base, workers, loaded, env, artifactsDir }: Looked,
  { judges = [], commits = false }: More = {},
): Promise<RunSetup["warnings"]> {
  const { config } = loaded;
  const hasOwnArgs = (base.shared.extraArgs ?? []).length > 0;
  return preflight({
    providers: [...workers.map(({ provider }) => provider), ...judges],
    config,
    cwd: base.cwd,
    env,
    artifactsDir,
    hasOwnArgs,
    commits,
  });
}
