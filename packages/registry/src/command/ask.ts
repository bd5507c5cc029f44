import { existsSync } from "node:fs";
import { join } from "node:path";
import { ConfigError, ExecutionError } from "../../../prompts-gpt/src/errors.ts";
import { isMap } from "../../../prompts-gpt/src/is-map.ts";
import { FIRST_PROJECT } from "../store/projects.ts";
import { type Question, type Reached, reach } from "../server/reach.ts";
import { type FlagName, textOf, type Words } from "./flags.ts";
import type { Io } from "./io.ts";
import { placeOf } from "./place.ts";

/** Flags of every command that asks a registry. */
export const PLACE_FLAGS: readonly FlagName[] = ["data", "database-url", "project"];

export function reached(words: Words, io: Io): Promise<Reached> {
  return reach(placeOf(words, io), textOf(words, "project") ?? FIRST_PROJECT);
}

/** The same for what only reads: a name typed wrong would make an empty registry, and a backup of nothing. */
export async function reachedThere(words: Words, io: Io): Promise<Reached> {
  const place = placeOf(words, io);
  if ("folder" in place && !existsSync(join(place.folder, "database")))
    throw new ConfigError(`There is no registry in ${place.folder}.`, "Name its folder: --data <folder>");
  return reached(words, io);
}

/** What the API answers; a problem becomes an error that says what it says. */
export async function answer(registry: Reached, question: Question): Promise<unknown> {
  const response = await registry.ask(question);
  if (response.status === 204) return undefined;
  const value: unknown = await response.json();
  if (response.ok) return value;
  const { title, detail, errors } = isMap(value) ? value : {};
  const fields = Array.isArray(errors)
    ? errors.map((one: { field: string; reason: string }) => `${one.field}: ${one.reason}`)
    : [];
  const said = [detail ?? title, ...fields].filter((part) => typeof part === "string").join("; ");
  throw new ExecutionError(`${question.path}: ${said}`, "See: prompts-gpt-registry --help");
}
