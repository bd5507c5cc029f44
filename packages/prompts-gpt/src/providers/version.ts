import { isNamed, BASE_VARIABLES } from "../variable-names.ts";
import { VERSION } from "../version.ts";
import { askCli, keptReply, type Question } from "./ask.ts";
import { PROVIDERS } from "./index.ts";
import { installedVersion } from "./installed-version.ts";
import type { Env, Provider } from "./provider.ts";

/** As CLIs print it: `codex-cli 0.169.0`, `2.1.330 (Claude Code)`. */
const VERSION_IN_WORDS = /(?:^|[\sv/])(\d+\.\d+\.\d+(?:[-+][\w.+-]*\w)?)/;
const LIMIT_MS = 10_000;

export interface VersionQuestion {
  readonly provider: Provider;
  readonly file: string;
  /** Of the program that runs it, where the CLI is a script. */
  readonly args?: readonly string[];
  readonly env: Env;
}

/** Of an installed CLI, as far as files tell or it has said before; null where nobody can tell. Starts nothing. */
export function knownVersion({ provider, file, args, env }: VersionQuestion): string | null {
  if (provider.executable === process.execPath) return VERSION; // a part of ours
  const found = installedVersion(args?.at(-1) ?? file);
  if (found !== null || !PROVIDERS.has(provider.id)) return found;
  const reply = keptReply({ ...QUESTION, provider: provider.id, file }, env);
  return reply?.kind === "answer" ? reply.answer : null;
}

/** The same, and where nobody can tell the CLI itself is started, unless it stands in one of these folders. */
export async function askedVersion(question: VersionQuestion, folders: readonly string[]): Promise<string | null> {
  const { provider, file, env } = question;
  const known = knownVersion(question);
  // What a configuration defines may do anything when it is told `--version`.
  if (known !== null || !PROVIDERS.has(provider.id)) return known;
  const reply = await askCli(
    { ...QUESTION, provider: provider.id, file },
    { folders, env: withoutKeys(env, provider) },
  );
  return reply.kind === "answer" ? reply.answer : null;
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
