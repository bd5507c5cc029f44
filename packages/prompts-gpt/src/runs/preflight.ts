import type { Config } from "../config/config.ts";
import { diskFindings } from "../doctor/checks/disk.ts";
import { AuthError, ConfigError, ExecutionError } from "../errors.ts";
import type { Env } from "../process/spawn.ts";
import { detectProviders } from "../providers/detect.ts";
import { resolveRunProvider } from "../providers/resolve.ts";
import { unfinishedIn } from "../workspace/unfinished.ts";

interface Finding {
  readonly message: string;
  readonly fix: string;
}

interface Undertaking {
  /** Every provider that will be asked. */
  readonly providers: readonly string[];
  readonly config: Config;
  readonly cwd: string;
  readonly env: Env;
  readonly artifactsDir: string;
  /** They are given arguments of the user's own, which may name another service. */
  readonly hasOwnArgs: boolean;
  /** It makes commits of its own. */
  readonly commits: boolean;
}

/**
 * Looks, before anything starts, for what would end many runs that nobody watches. Throws at what would: an agent that is
 * missing (ConfigError) or logged out (AuthError), no room (ExecutionError); gives the rest.
 */
export async function preflight(undertaking: Undertaking): Promise<readonly Finding[]> {
  const logins: Finding[] = [];
  for (const name of new Set(undertaking.providers)) logins.push(...(await checkProvider(name, undertaking)));
  const room = await diskFindings(undertaking);
  const full = room.find(({ severity }) => severity === "error");
  if (full !== undefined) throw new ExecutionError(full.message, full.fix);
  return [...logins, ...room.map(({ message, fix }) => ({ message, fix })), ...gitFindings(undertaking)];
}

async function checkProvider(name: string, { config, env, hasOwnArgs }: Undertaking): Promise<Finding[]> {
  const detected = await detectProviders({ only: name, env, config, versions: "later" });
  const { title, authenticated, why, login } = resolveRunProvider(name, detected, []).provider;
  if (authenticated !== "no") return [];
  const { command, args } = config.providers[name] ?? {};
  // Only where it is started as it comes do we know where it looks.
  if (hasOwnArgs || command !== undefined || args !== undefined)
    return [{ message: `${title} does not look logged in: ${why}.`, fix: login }];
  throw new AuthError(`${title} is not logged in: ${why}.`, login);
}

function gitFindings({ cwd, commits }: Undertaking): Finding[] {
  const unfinished = unfinishedIn(cwd);
  if (unfinished === undefined) return [];
  const { what, fix } = unfinished;
  if (commits) throw new ConfigError(`--commit-each makes no commits in the middle of ${what}.`, fix);
  return [{ message: `The working tree is in the middle of ${what}: agents work on what it has left so far.`, fix }];
}
