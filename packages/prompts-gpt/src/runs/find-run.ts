import { readdir } from "node:fs/promises";
import { ConfigError } from "../errors.ts";
import { findRunDir, listRuns, type ReadRun, readRun } from "./run-list.ts";

const SHOWN = 5;

/** A run by its id, by a beginning of it that no other has, or `latest`. Throws a ConfigError that says what there is. */
export async function findRun(artifactsDir: string, name: string): Promise<ReadRun> {
  return readRun(await findNamedDir(artifactsDir, name));
}

/** The folder of it. */
export async function findNamedDir(artifactsDir: string, name: string): Promise<string> {
  if (name === "latest") return latest(artifactsDir);
  const names: readonly string[] = await readdir(artifactsDir).catch(() => []);
  const matches = names.filter((one) => one.startsWith(name));
  if (names.includes(name) || matches.length === 0) return findRunDir(artifactsDir, name);
  const [only = name, ...others] = matches.toSorted().toReversed();
  if (others.length === 0) return findRunDir(artifactsDir, only);
  const more = matches.length > SHOWN ? ` and ${matches.length - SHOWN} more` : "";
  throw new ConfigError(
    `${matches.length} runs begin with ${JSON.stringify(name)}: ${[only, ...others].slice(0, SHOWN).join(", ")}${more}.`,
    `Type more of it, for example: ${only}`,
  );
}

async function latest(artifactsDir: string): Promise<string> {
  const [first] = await listRuns(artifactsDir);
  if (first === undefined)
    throw new ConfigError(`There are no runs in ${artifactsDir}.`, "prompts-gpt run <file>   (without --continue)");
  return first.runDir;
}
