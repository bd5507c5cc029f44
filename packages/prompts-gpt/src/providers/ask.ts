import { mkdirSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { keepAnswer, keptAnswer } from "../kept-answer.ts";
import { isOutside, pathOutside } from "../path-outside.ts";
import { describeExit } from "../process/exit.ts";
import { agentMarker } from "../process/marker.ts";
import type { Env } from "../process/spawn.ts";
import { userStateFolder } from "../user-folders.ts";
import { VERSION } from "../version.ts";

/** A short question to an agent's own CLI, which it answers by itself, without a model and without the network. */
export interface Question<T> {
  /** Provider that comes with prompts-gpt. */
  readonly provider: string;
  /** Absolute. */
  readonly file: string;
  readonly about: "version" | "models";
  readonly args: readonly string[];
  /** Switches in its environment: fixed words of ours. */
  readonly switches?: Readonly<Record<string, string>>;
  /** Files on which the answer depends beside the program: its login, say. */
  readonly stamped?: readonly string[];
  readonly limitMs: number;
  /** Undefined for what is no answer. */
  read(stdout: string): T | undefined;
}

export interface AskPlace {
  /** What the CLI gets; our own folders are found by it too. */
  readonly env: Env;
  /** The workspace: no program of it is started, neither it nor what it looks for on PATH. */
  readonly folders: readonly string[];
}

export type Reply<T> =
  | { readonly kind: "answer"; readonly answer: T }
  | { readonly kind: "none"; readonly why: string };

/** More than any of them says. */
const MOST_BYTES = 4 * 1024 * 1024;
const GRACE_MS = 500;
const HOUR_MS = 3600 * 1000;
/** How long an answer holds, and how long it is believed that there is none. */
const FRESH_MS = { answer: 24 * HOUR_MS, none: HOUR_MS };

/** As it is written down; `at` in ms. */
type Kept<T> = Reply<T> & { readonly at: number };

/** What it answered before, without starting it; undefined when it has to be asked. */
export function keptReply<T>(question: Question<T>, env: Env): Reply<T> | undefined {
  const { file, key } = placeOf(question, env);
  const kept = keptAnswer(file, key);
  if (typeof kept !== "string") return undefined;
  const reply = JSON.parse(kept) as Kept<T>; // `askCli` wrote it
  return Math.abs(Date.now() - reply.at) < FRESH_MS[reply.kind] ? reply : undefined;
}

/** Asks, once for each state of the program: the answer is kept by its path, its size and when it was changed. */
export async function askCli<T>(question: Question<T>, place: AskPlace): Promise<Reply<T>> {
  const kept = keptReply(question, place.env);
  if (kept !== undefined) return kept;
  if (!(await isOutside(place.folders, question.file)))
    return { kind: "none", why: "it stands in the workspace, and is not started to be asked" };
  const { file, key } = placeOf(question, place.env);
  const at = Date.now();
  const reply = await start(question, place);
  keepAnswer(file, key, JSON.stringify({ ...reply, at } satisfies Kept<T>));
  return reply;
}

async function start<T>({ file, args, switches, limitMs, read }: Question<T>, place: AskPlace): Promise<Reply<T>> {
  const cwd = neutralFolder(place.env);
  if (cwd === undefined) return { kind: "none", why: "there is no folder to start it in" };
  let env = place.env;
  for (const folder of place.folders) env = await pathOutside(folder, env);
  const { execute } = await import("../process/execute.ts"); // most runs ask nothing
  const { exit, stdout } = await execute(
    { file, args, stdin: "", env: { ...switches, NO_COLOR: "1" } },
    {
      cwd,
      env,
      marker: agentMarker(cwd, `${process.pid}/ask/${(serial += 1)}`),
      limits: { total: limitMs, idle: 0, grace: GRACE_MS },
      keepBytes: MOST_BYTES,
    },
  );
  if (exit.kind !== "exited" || exit.code !== 0) return { kind: "none", why: `it ${describeExit(exit)}` };
  const answer = stdout.isCut ? undefined : read(stdout.text);
  return answer === undefined ? { kind: "none", why: "its answer was not understood" } : { kind: "answer", answer };
}

let serial = 0;

/** Nobody's project: what a CLI reads where it is started is not there. */
function neutralFolder(env: Env): string | undefined {
  const folder = join(userStateFolder(env), "asked", "empty");
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return folder;
  } catch {
    return undefined; // a home that cannot be written to
  }
}

function placeOf<T>({ provider, about, file, args, stamped = [] }: Question<T>, env: Env) {
  const real = statSync(file, { throwIfNoEntry: false }) === undefined ? file : realpathSync.native(file);
  const key = JSON.stringify([VERSION, args, file, real, ...[real, ...stamped].map(stampOf)]);
  return { file: join(userStateFolder(env), "asked", `${provider}-${about}.json`), key };
}

function stampOf(file: string): readonly number[] {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats === undefined ? [] : [stats.size, stats.mtimeMs];
}
