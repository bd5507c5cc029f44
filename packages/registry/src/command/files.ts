import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { safeParse } from "valibot";
import { ConfigError, ValidationError } from "../../../prompts-gpt/src/errors.ts";
import { isMap } from "../../../prompts-gpt/src/is-map.ts";
import { slugSchema } from "../../../prompts-gpt/src/registry/contract/shapes.ts";
import type { KeptPrompt } from "../store/kept-prompt.ts";
import type { Reached } from "../server/reach.ts";
import { answer, PLACE_FLAGS, reached, reachedThere } from "./ask.ts";
import { onlyFlags, type Words } from "./flags.ts";
import { type Io, say } from "./io.ts";
import { formatVersion, parseVersion } from "./version-file.ts";

/*
 * A folder for git: `prompts/<slug>/<version>.md`, which never changes once it is written, and `prompts/<slug>/prompt.json`
 * with labels and whether it is archived.
 */

const ABOUT = "prompt.json";

export async function exportFiles(words: Words, io: Io): Promise<number> {
  onlyFlags(words, PLACE_FLAGS, "export");
  const folder = folderOf(words, "export");
  await using registry = await reachedThere(words, io);
  let count = 0;
  noLink(join(folder, "prompts"));
  for await (const slug of slugsOf(registry)) {
    const kept = (await answer(registry, { method: "GET", path: `/api/v1/prompts/${slug}/export` })) as KeptPrompt;
    writePrompt(join(folder, "prompts", slug), kept);
    count++;
  }
  // Their bytes are what was published: git is not to change line ends.
  if (count > 0) writeChanged(join(folder, "prompts/.gitattributes"), "* -text\n");
  say(io.stdout, `${count} prompts are in ${folder}`);
  return 0;
}

async function* slugsOf(registry: Reached): AsyncGenerator<string> {
  for (let after: string | null = ""; after !== null;) {
    const path: string = after === "" ? "/api/v1/slugs" : `/api/v1/slugs?after=${after}`;
    const { slugs, nextAfter } = (await answer(registry, { method: "GET", path })) as {
      slugs: string[];
      nextAfter: string | null;
    };
    yield* slugs;
    after = nextAfter;
  }
}

function writePrompt(folder: string, { versions, archived, labels }: KeptPrompt): void {
  noLink(folder);
  mkdirSync(folder, { recursive: true });
  for (const { version, ...kept } of versions) writeChanged(join(folder, `${version}.md`), formatVersion(kept));
  writeChanged(join(folder, ABOUT), `${JSON.stringify({ archived, labels }, null, 2)}\n`);
}

/** Whoever made it may have meant a file outside of the folder to be written. */
function noLink(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return;
  throw new ConfigError(`${path} is a link: nothing is written through one.`, `rm ${path}`);
}

function writeChanged(path: string, text: string): void {
  noLink(path);
  if (!existsSync(path) || readFileSync(path, "utf8") !== text) writeFileSync(path, text);
}

/** Adds what the registry does not have; what it has is never replaced. */
export async function importFiles(words: Words, io: Io): Promise<number> {
  onlyFlags(words, PLACE_FLAGS, "import");
  const folder = join(folderOf(words, "import"), "prompts");
  if (!existsSync(folder))
    throw new ConfigError(
      `There is no folder ${folder}.`,
      "It is what this made: prompts-gpt-registry export <folder>",
    );
  const slugs = readdirSync(folder).filter((name) => safeParse(slugSchema, name).success);
  const prompts = slugs.map((slug) => ({ slug, kept: readPrompt(join(folder, slug)) })); // all of them, before the first is sent
  await using registry = await reached(words, io);
  let added = 0;
  for (const { slug, kept } of prompts) {
    const path = `/api/v1/prompts/${slug}/import`;
    added += ((await answer(registry, { method: "POST", path, body: kept })) as { added: number }).added;
  }
  say(io.stdout, `${added} versions were added, of ${prompts.length} prompts.`);
  return 0;
}

function readPrompt(folder: string): KeptPrompt {
  const about = join(folder, ABOUT);
  const { archived, labels } = readAbout(about);
  const versions = readdirSync(folder).flatMap((name) => {
    const [, number] = /^([1-9]\d{0,8})\.md$/.exec(name) ?? [];
    return number === undefined ? [] : [{ version: Number(number), ...readVersion(join(folder, name)) }];
  });
  if (versions.length === 0) throw noPrompt(folder);
  return { archived: archived === true, labels: labels ?? {}, versions };
}

function readAbout(path: string): Partial<KeptPrompt> {
  if (!existsSync(path)) return {};
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (isMap(value)) return value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw noPrompt(path);
}

function noPrompt(path: string): ValidationError {
  return new ValidationError(`${path} is not of a prompt.`, "Bring it back from git, or export again.");
}

/** Bytes: a text of 1 MiB of characters, and its head. */
const LARGEST_FILE = 16 * 1024 * 1024;

function readVersion(path: string) {
  const file = statSync(path);
  const kept = file.isFile() && file.size <= LARGEST_FILE ? parseVersion(readFileSync(path, "utf8")) : undefined;
  if (kept === undefined)
    throw new ValidationError(`${path} is no version of a prompt.`, "Bring it back from git, or export again.");
  return kept;
}

function folderOf({ words: [, folder] }: Words, command: string): string {
  if (folder !== undefined) return folder;
  throw new ConfigError(`${command} needs a folder.`, `prompts-gpt-registry ${command} prompts-of-the-registry`);
}
