import { type SyncInput, syncPrompts } from "../index.ts";
import type { Cli } from "./cli.ts";
import { listenToSignals } from "./interrupts.ts";
import type { Call } from "./parse.ts";
import { present } from "./present.ts";
import { registryPlace } from "./registry-place.ts";
import { syncLines } from "./sync-lines.ts";

interface Place {
  readonly call: Call;
  readonly cli: Cli;
}

/** What `sync` and `pull` do; undefined targets: the configured ones. 0 when the library is what it should be, else 1. */
export async function syncWith(targets: readonly string[] | undefined, { call, cli }: Place): Promise<number> {
  const place = await registryPlace(call, cli);
  using interrupts = listenToSignals(cli.io);
  const told = { signal: interrupts.signal, ...progress({ call, cli }) };
  const input = { ...place, ...wishOf(call), ...told, ...(targets === undefined ? {} : { targets }) };
  try {
    const result = await syncPrompts(input);
    await present(result, (shown) => syncLines(shown, { call, cli }), { call, cli });
    return interrupts.exitCode() ?? (result.ok ? 0 : 1);
  } catch (error) {
    const exitCode = interrupts.exitCode();
    // The signal is what it was rejected with; anything else is told as anywhere.
    if (exitCode === undefined || error !== interrupts.signal.reason) throw error;
    await cli.err.write("Interrupted before anything was written.\n");
    return exitCode;
  }
}

function wishOf({ options }: Call): SyncInput {
  const { query, category, tool, outputType, limit, slug, label, promptVersion } = options;
  const { prune = false, force = false, check = false, frozen = false, dryRun = false } = options;
  const conditions = Object.entries({ q: query, category, tool, outputType, limit, slug, label });
  return {
    query: Object.fromEntries(conditions.filter(([, value]) => value !== undefined)),
    ...(promptVersion === undefined ? {} : { version: promptVersion }),
    prune,
    force,
    check,
    frozen,
    dryRun,
  };
}

const PATIENCE_MS = 2_000;

/** Whoever waits for long is told how far it is, every two seconds. */
function progress({ call, cli }: Place): Pick<SyncInput, "onProgress"> {
  if (call.options.quiet) return {};
  let last = Date.now();
  return {
    onProgress({ prompts }) {
      if (Date.now() - last < PATIENCE_MS) return;
      last = Date.now();
      void cli.err.write(`${prompts} prompts so far…\n`).catch(() => {});
    },
  };
}
