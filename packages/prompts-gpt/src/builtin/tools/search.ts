import { join, relative } from "node:path";
import { brief } from "../../providers/json.ts";
import { clipped } from "../clipped.ts";
import { locate } from "../place.ts";
import { defineTool, optionalText, type Result, type Site } from "../tool.ts";
import { textOf } from "./file-text.ts";
import { lineFinder, type LineFinder } from "./find-lines.ts";
import { globPattern } from "./glob.ts";
import { listFiles } from "./list-files.ts";

const MOST_FOUND = 200;
const MOST_IN_LINE = 300;
const MOST = 32_000;
const LIMIT_MS = 20_000;

export const search = defineTool({
  name: "search",
  needs: "read",
  description:
    "Finds lines in the files of a folder by a regular expression, as path:line: text; without a pattern, files by their names. What git ignores is left out.",
  entries: {
    pattern: optionalText("Regular expression of JavaScript, within a line; `(?i)` before it for any case."),
    glob: optionalText("Which files: `*.ts`, `src/**/*.{ts,tsx}`."),
    path: optionalText("Folder, from the workspace; all of it when left out."),
  },
  use: ({ pattern, glob, path }) => ({
    kind: "other",
    name: "search",
    detail: brief([pattern, glob, path].filter((one) => typeof one === "string").join(" ")),
  }),
  async run({ pattern, glob, path }, site) {
    const folder = await locate(site, path ?? ".", "read");
    if ("refused" in folder) return folder.refused;
    try {
      const isWanted = glob ? lineFinder(globPattern(glob), LIMIT_MS) : undefined;
      const all = await listFiles(folder.path, site);
      const files = isWanted === undefined ? all : all.filter((file) => isWanted.in(file).length > 0);
      const named = files.map((file) => relative(site.cwd, join(folder.path, file)));
      return pattern ? await linesIn(named, lineFinder(pattern, LIMIT_MS), site) : told(named);
    } catch (error) {
      return { status: "failed", output: error instanceof Error ? error.message : String(error) };
    }
  },
});

async function linesIn(files: readonly string[], finder: LineFinder, site: Site): Promise<Result> {
  const found: string[] = [];
  for (const file of files) {
    if (found.length > MOST_FOUND) break;
    // Each by itself: what git lists may lead out of the workspace by now.
    const place = await locate(site, file, "read");
    const content = "refused" in place ? undefined : await textOf(place.path);
    if (content?.kind !== "text") continue;
    const lines = content.text.split("\n");
    for (const at of finder.in(content.text))
      found.push(`${file}:${at + 1}: ${clipped(lines[at] ?? "", MOST_IN_LINE)}`);
  }
  return told(found);
}

function told(lines: readonly string[]): Result {
  const more = lines.length > MOST_FOUND ? ["[there is more: search for less]"] : [];
  const output = [...lines.slice(0, MOST_FOUND), ...more].join("\n");
  return { status: "ok", output: clipped(output, MOST) || "[nothing found]" };
}
