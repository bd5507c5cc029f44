import { readdir } from "node:fs/promises";
import { brief } from "../../providers/json.ts";
import { clipped } from "../clipped.ts";
import { locate } from "../place.ts";
import { defineTool, optionalCount, type Result, text } from "../tool.ts";
import { textOf } from "./file-text.ts";

const MOST_LINES = 2000;
const MOST_IN_LINE = 2000;
const MOST = 48_000;
const MOST_ENTRIES = 500;

export const read = defineTool({
  name: "read",
  needs: "read",
  description:
    "Reads a text file, or lists a folder. A long file is given in parts: the first line of the answer says which lines these are.",
  entries: {
    path: text("File or folder, from the workspace. `.` is the workspace itself."),
    offset: optionalCount("First line wanted; 1 when left out."),
    limit: optionalCount(`How many lines; ${MOST_LINES} at most, and when left out.`),
  },
  use: ({ path }) => ({ kind: "other", name: "read", detail: brief(path) }),
  async run({ path, offset, limit }, site) {
    const found = await locate(site, path, "read");
    if ("refused" in found) return found.refused;
    const content = await textOf(found.path);
    if (content.kind === "unreadable") return { status: "failed", output: content.why };
    if (content.kind === "folder") return listing(found.path);
    return part(content.text, offset ?? 1, Math.min(limit ?? MOST_LINES, MOST_LINES));
  },
});

function part(content: string, first: number, count: number): Result {
  const lines = content.split("\n");
  if (lines.at(-1) === "") lines.pop();
  const wanted = lines.slice(first - 1, first - 1 + count);
  if (wanted.length === 0)
    return first === 1
      ? { status: "ok", output: "[the file is empty]" }
      : { status: "failed", output: `The file has ${lines.length} lines.` };
  const head =
    wanted.length === lines.length ? "" : `[lines ${first} to ${first + wanted.length - 1} of ${lines.length}]\n`;
  const body = wanted.map((line) => (line.length > MOST_IN_LINE ? clipped(line, MOST_IN_LINE) : line)).join("\n");
  return { status: "ok", output: head + clipped(body, MOST) };
}

async function listing(path: string): Promise<Result> {
  const entries = await readdir(path, { withFileTypes: true });
  const names = entries.map((one) => (one.isDirectory() ? `${one.name}/` : one.name)).toSorted();
  const more = names.length > MOST_ENTRIES ? [`[… ${names.length - MOST_ENTRIES} more …]`] : [];
  return { status: "ok", output: [...names.slice(0, MOST_ENTRIES), ...more].join("\n") || "[the folder is empty]" };
}
