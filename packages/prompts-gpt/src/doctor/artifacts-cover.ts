import { existsSync, readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { nearestFolder } from "../nearest-folder.ts";
import { liesIn, realPlace } from "../real-place.ts";
import { addIgnoreLine } from "../registry/git-ignore.ts";
import { ignoredAmong } from "../workspace/git.ts";
import { findTop } from "../workspace/snapshot/git-dirs.ts";
import type { CheckPlace } from "./check.ts";

/** Runs that nobody gave a name. */
const OUR_RUNS = "agent-*";

/** How git stands to the folder that holds the records of runs. */
export interface Cover {
  /** `outside`: of every repository, so nobody can commit it. */
  readonly state: "ignored" | "open" | "outside";
  /** The line that covers it, and the file that it belongs into: for `outside`, were the project a repository. */
  readonly file: string;
  readonly line: string;
}

export async function artifactsCover(
  { root, env }: Pick<CheckPlace, "root" | "env">,
  artifactsDir: string,
): Promise<Cover> {
  const [folder, project] = await Promise.all([realPlace(artifactsDir), realPlace(root)]);
  const top = findTop(nearestFolder(folder));
  const base = top === undefined || (liesIn(project, folder) && liesIn(top, project)) ? project : top;
  const path = ["", ...relative(base, folder).split(sep).filter(Boolean), ...(isOurs(folder) ? [] : [OUR_RUNS]), ""];
  const line = path.map((name) => (name === OUR_RUNS ? name : escaped(name))).join("/");
  const at = { file: join(base, ".gitignore"), line };
  if (top === undefined) return { state: "outside", ...at };
  // A file in it: some rules name what is in the folder, not the folder.
  const probe = Buffer.from(join(relative(top, folder), "agent-0/events.jsonl")).toString("latin1");
  const isIgnored = (await ignoredAmong([probe], { cwd: top, env })).size > 0;
  return { state: isIgnored ? "ignored" : "open", ...at };
}

/** Adds the line where it is missing; says so. */
export async function coverArtifacts(place: CheckPlace): Promise<string[]> {
  if (place.project === undefined) return [];
  const { artifactsDir } = place.project;
  const { file, line } = await artifactsCover(place, artifactsDir);
  const isCovered = async () => (await artifactsCover(place, artifactsDir)).state !== "open";
  if (/[\r\n]/.test(line)) return []; // a name that a .gitignore cannot hold, and that would add lines of its own
  return (await addIgnoreLine({ file, line, what: "what runs leave" }, isCovered)) ? [`${file}: added ${line}`] : [];
}

/** Nothing but runs is in it: a line that covers a folder with a user's work in it would hide that. */
function isOurs(folder: string): boolean {
  return !existsSync(folder) || readdirSync(folder).every((name) => existsSync(join(folder, name, "events.jsonl")));
}

/** As a pattern of a .gitignore that matches this name alone. */
function escaped(path: string): string {
  return path.replaceAll(/[\\*?[]/g, String.raw`\$&`);
}
