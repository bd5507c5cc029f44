import { statSync } from "node:fs";
import { resolve } from "node:path";
import { isMap } from "../is-map.ts";
import type { Env } from "../process/spawn.ts";
import { judge, refusalText, writeDown } from "./check.ts";
import { commandIn } from "./own-calls.ts";
import { GUARD_VARIABLE, type RulesOfRun, rulesFrom } from "./rules-of-run.ts";
import { type Found, readShellScript } from "./shell/read-script.ts";
import type { Refusal } from "./verdict.ts";

export interface HookQuestion {
  /** The git that answers questions. */
  readonly git: string;
  /** Of the agent CLI. */
  readonly env: Env;
  /** What it sends: one JSON object. */
  readonly input: AsyncIterable<Uint8Array | string>;
}

/** What is refused, as it was typed. */
interface Refused {
  readonly refusal: Refusal;
  readonly words: readonly string[];
  readonly command: string | undefined;
}

/** More than that nobody types. */
const LONGEST = 256 * 1024;
const LONGEST_PATH = 4000;
const MOST_CARRIED = 3;
/** Behind these may stand a repository that is not there yet. */
const MAKES_REPOSITORY = new Set(["init", "clone"]);

const CREDENTIALS: Refusal = {
  rule: "credentials file",
  reason: "It holds the token of a registry, which is none of an agent's business.",
  instead: "prompts-gpt status, which says where a token was found",
};

/** What the agent CLI is to be told before it runs a shell command; empty when nothing stands against it. */
export async function answerHook({ git, env, input }: HookQuestion): Promise<string> {
  const asked = parse(await text(input));
  if (asked === undefined || asked.command.length > LONGEST) return "";
  const rules = rulesFrom(env[GUARD_VARIABLE]);
  const place = { cwd: asked.cwd, env, variables: new Map<string, string>(), isWatched: true, depth: 0 };
  const refused = await firstRefused(readShellScript(asked.command, place), { git, rules, depth: 0 });
  if (refused === undefined) return "";
  writeDown(rules, refused.refusal, refused.command);
  const hookSpecificOutput = {
    hookEventName: "PreToolUse",
    permissionDecision: "deny",
    permissionDecisionReason: refusalText(refused.refusal, refused.words),
  };
  return JSON.stringify({ hookSpecificOutput });
}

interface Looking {
  readonly git: string;
  readonly rules: RulesOfRun | undefined;
  /** How many aliases and the like it stands in. */
  readonly depth: number;
}

/** One after the other: each may change what the next one means. */
async function firstRefused(all: readonly Found[], looking: Looking): Promise<Refused | undefined> {
  for (const found of all) {
    if (found.kind === "credentials") return { refusal: CREDENTIALS, words: found.words, command: found.words[0] };
    if (MAKES_REPOSITORY.has(commandIn(found.args) ?? "")) return undefined;
    const refused = found.isWatched ? undefined : await lookAt(found, looking);
    if (refused !== undefined) return refused;
  }
  return undefined;
}

/** What such a git runs itself does not find the shim either. */
async function lookAt(call: Found & { readonly kind: "git" }, looking: Looking): Promise<Refused | undefined> {
  const { args, env, cwd } = call;
  // What the script makes before it goes there is not there yet.
  if (cwd.length > LONGEST_PATH || statSync(cwd, { throwIfNoEntry: false })?.isDirectory() !== true) return undefined;
  const verdict = await judge({ git: looking.git, args, env, cwd }, looking.rules);
  if (verdict.kind === "refuse") return { refusal: verdict, words: ["git", ...args], command: commandIn(args) };
  if (verdict.kind !== "carries" || looking.depth === MOST_CARRIED) return undefined;
  const place = { cwd, env, variables: new Map<string, string>(), isWatched: false, depth: 0 };
  const carried = verdict.how.flatMap(({ text: script }) => readShellScript(script, place));
  return firstRefused(carried, { ...looking, depth: looking.depth + 1 });
}

function parse(json: string): { readonly command: string; readonly cwd: string } | undefined {
  const value: unknown = JSON.parse(json);
  if (!isMap(value) || !isMap(value["tool_input"])) return undefined;
  // Qwen Code's shell may be told to start in a folder.
  const { command, directory } = value["tool_input"];
  const { cwd, tool_name: tool } = value;
  // Codex calls a patch a command too.
  if (tool === "apply_patch" || typeof command !== "string") return undefined;
  const from = typeof cwd === "string" ? cwd : process.cwd();
  return { command, cwd: typeof directory === "string" ? resolve(from, directory) : from };
}

async function text(input: AsyncIterable<Uint8Array | string>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of input) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}
