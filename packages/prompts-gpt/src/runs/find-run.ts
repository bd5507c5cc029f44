import { readdir } from "node:fs/promises";
import { basename } from "node:path";
import { ConfigError } from "../errors.ts";
import { findRunDir, listRuns, type ReadRun, readRun } from "./run-list.ts";

const SHOWN = 5;

interface FindWish {
  /** `latest` is the latest sweep or batch. */
  readonly of?: "groups";
}

/** A run by its id, by a beginning of it that no other has, or `latest`; before a member's name these stand for several as one. Throws a ConfigError that says what there is. */
export async function findRun(artifactsDir: string, name: string, wish: FindWish = {}): Promise<ReadRun> {
  return readRun(await findNamedDir(artifactsDir, name, wish));
}

/** The folder of it. */
export async function findNamedDir(artifactsDir: string, name: string, { of }: FindWish = {}): Promise<string> {
  if (name === "latest") return latest(artifactsDir, of);
  const slash = name.indexOf("/");
  if (slash !== -1) {
    const group = basename(await findNamedDir(artifactsDir, name.slice(0, slash), { of: "groups" }));
    return findRunDir(artifactsDir, group + name.slice(slash));
  }
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

async function latest(artifactsDir: string, of: FindWish["of"]): Promise<string> {
  const first = (await listRuns(artifactsDir)).find(({ mode }) => of !== "groups" || mode !== "run");
  if (first === undefined && of === "groups")
    throw new ConfigError(`There is no sweep and no batch in ${artifactsDir}.`, "prompts-gpt runs list");
  if (first === undefined)
    throw new ConfigError(`There are no runs in ${artifactsDir}.`, "prompts-gpt run <file>   (without --continue)");
  return first.runDir;
}
