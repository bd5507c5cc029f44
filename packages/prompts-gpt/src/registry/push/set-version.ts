import { parseFrontmatter } from "../../prompts/frontmatter.ts";

/**
 * A prompt file's text with that `version` in its frontmatter, and everything else as it stands. Undefined where there is
 * no frontmatter, or none that a line can be put into.
 */
export async function withVersion(text: string, version: number): Promise<string | undefined> {
  const front = await parseFrontmatter(text, "");
  if (front.kind !== "found") return undefined;
  const lines = text.split("\n");
  const known = front.lines.get("version");
  if (known === undefined) {
    const end = lines[0]?.endsWith("\r") === true ? "\r" : "";
    lines.splice(placeFor(front) - 1, 0, `version: ${version}${end}`);
  } else lines[known - 1] = lines[known - 1]?.replace(VALUE, (_, key: string) => `${key}${version}`) ?? "";
  const changed = lines.join("\n");
  const again = await parseFrontmatter(changed, "");
  const holds = again.kind === "found" && again.data["version"] === version && again.body === front.body;
  return holds ? changed : undefined;
}

const VALUE = /^(["']?version["']?[ \t]*:[ \t]*)\d+/;

/** The line it is put before: where a file that a sync wrote has it. */
function placeFor(front: { readonly lines: ReadonlyMap<string, number>; readonly bodyLine: number }): number {
  return Math.min(front.lines.get("variables") ?? Infinity, front.lines.get("sweep") ?? Infinity, front.bodyLine - 1);
}
