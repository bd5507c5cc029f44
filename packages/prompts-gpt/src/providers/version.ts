import { isNamed, BASE_VARIABLES } from "../variable-names.ts";
import { VERSION } from "../version.ts";
import { type AskPlace, askCli, keptReply, type Question } from "./ask.ts";
import { PROVIDERS } from "./index.ts";
import { installedVersion } from "./installed-version.ts";
import type { Env, Provider } from "./provider.ts";

/** As CLIs print it: `codex-cli 0.169.0`, `2.1.330 (Claude Code)`. */
const VERSION_IN_WORDS = /(?:^|[\sv/])(\d+\.\d+\.\d+(?:[-+][\w.+-]*\w)?)/;
const LIMIT_MS = 10_000;

export interface VersionQuestion {
  readonly provider: Provider;
  readonly file: string;
  readonly env: Env;
  /** The CLI may be started for it, in none of these folders. Absent: only what files tell, or it said before. */
  readonly ask?: Pick<AskPlace, "folders"> | undefined;
}

/** Of an installed CLI; null where nobody can tell. */
export async function versionOf({ provider, file, env, ask }: VersionQuestion): Promise<string | null> {
  if (provider.executable === process.execPath) return VERSION; // a part of ours
  const found = installedVersion(file);
  // What a configuration defines may do anything when it is told `--version`.
  if (found !== null || !PROVIDERS.has(provider.id)) return found;
  const question = { ...QUESTION, provider: provider.id, file };
  const reply =
    ask === undefined ? keptReply(question, env) : await askCli(question, { ...ask, env: withoutKeys(env, provider) });
  return reply?.kind === "answer" ? reply.answer : null;
}

const QUESTION = {
  about: "version",
  args: ["--version"],
  limitMs: LIMIT_MS,
  read: (stdout) => VERSION_IN_WORDS.exec(stdout.slice(0, 2000))?.[1],
} satisfies Omit<Question<string>, "provider" | "file">;

/** What every program needs, and where it has its own files. */
function withoutKeys(env: Env, { variables, keys }: Provider): Env {
  const passed = [...BASE_VARIABLES, ...variables];
  return Object.fromEntries(Object.entries(env).filter(([name]) => isNamed(passed, name) && !isNamed(keys, name)));
}
