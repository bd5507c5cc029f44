import { readFileSync, statSync } from "node:fs";
import { relative, resolve } from "node:path";
import type { Config } from "../../config/config.ts";
import { codeOf } from "../../error-code.ts";
import { ConfigError, ValidationError } from "../../errors.ts";
import { isMap } from "../../is-map.ts";
import { findPromptFile } from "../../prompts/find.ts";
import { liesIn, realPlace } from "../../real-place.ts";
import { eachOnce, type FoundFiles, type GroupFinding } from "../group/found-files.ts";
import type { BatchInput } from "./input.ts";

const SYNCED = ".prompts-gpt/manifest.json";

type Named = Pick<BatchInput, "promptFiles" | "manifest">;

/** Which prompts a batch is of. Throws when nothing says so. */
export async function findBatchFiles(named: Named, place: GroupFinding): Promise<FoundFiles> {
  const found = await saidFiles(named, place);
  if (found !== undefined) return found;
  throw new ConfigError(
    "Which prompts? No file was named, and neither the configuration nor a synced library says so.",
    "prompts-gpt run-batch <file> <file> …   (or batchPromptFiles in .prompts-gpt/config.json)",
  );
}

/** The first that says so of what is named, `manifest`, the configuration, and what was synced. */
export async function saidFiles(
  { promptFiles, manifest }: Named,
  { root, cwd, loaded }: GroupFinding,
): Promise<FoundFiles | undefined> {
  const { batchPromptFiles, batchManifest }: Config = loaded.config;
  if (promptFiles !== undefined) return named(promptFiles, { root, cwd });
  if (manifest !== undefined) return listed(resolve(cwd, manifest), { root });
  if (batchPromptFiles !== undefined) return named(batchPromptFiles, { root, cwd: root });
  if (batchManifest !== undefined) return listed(resolve(root, batchManifest), { root });
  if (statSync(resolve(root, SYNCED), { throwIfNoEntry: false }) !== undefined)
    return listed(resolve(root, SYNCED), { root });
  return undefined;
}

async function named(names: readonly string[], { root, cwd }: { readonly root: string; readonly cwd: string }) {
  if (names.length === 0) throw new ConfigError("The list of prompt files is empty.", "prompts-gpt run-batch <file> …");
  const paths: string[] = [];
  for (const name of names) paths.push(await findPromptFile(root, name, cwd));
  return eachOnce(paths);
}

/** Every entry is looked at before anything starts: one that is missing or lies outside of the project ends it. */
async function listed(manifest: string, { root }: { readonly root: string }): Promise<FoundFiles> {
  const shown = relative(root, manifest);
  const place = await realPlace(root);
  const paths: string[] = [];
  for (const entry of entriesOf(read(manifest, shown), shown)) {
    const path = resolve(root, entry);
    if (!liesIn(place, await realPlace(path)))
      throw new ValidationError(
        `${shown} lists ${entry}, which lies outside of the project.`,
        `Take it out of ${shown}`,
      );
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true)
      throw new ValidationError(`${shown} lists ${entry}, and there is no such file.`, fixFor(shown));
    paths.push(path);
  }
  if (paths.length === 0) throw new ConfigError(`${shown} lists no prompt.`, "prompts-gpt run-batch <file> …");
  return eachOnce(paths);
}

function fixFor(shown: string): string {
  return shown === SYNCED ? "prompts-gpt sync" : `Take it out of ${shown}, or put the file there`;
}

function read(manifest: string, shown: string): unknown {
  try {
    return JSON.parse(readFileSync(manifest, "utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) throw new ValidationError(`${shown} is no JSON: ${error.message}.`, SHAPE);
    throw new ConfigError(`${shown} cannot be read (${codeOf(error) ?? "unknown"}).`, "--manifest <a JSON file>");
  }
}

const SHAPE = '{ "prompts": [".prompts-gpt/fix-tests.md"] }   (or just the list)';

/** Paths from the project root: a list of them, or `prompts` with a list of them or of objects that have a `path`. */
function entriesOf(value: unknown, shown: string): string[] {
  const list = isMap(value) ? value["prompts"] : value;
  if (!Array.isArray(list)) throw new ValidationError(`${shown} has no list of prompts.`, SHAPE);
  return list.map((entry: unknown, index) => {
    const path = isMap(entry) ? entry["path"] : entry;
    if (typeof path === "string" && path !== "" && !path.includes("\0")) return path;
    throw new ValidationError(`${shown}: entry ${index + 1} has no path.`, SHAPE);
  });
}
