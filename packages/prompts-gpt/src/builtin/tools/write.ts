import { relative } from "node:path";
import { writeConfined } from "../../confined.ts";
import { locate } from "../place.ts";
import { defineTool, type Result, type Site, text } from "../tool.ts";
import { changeOf } from "./change.ts";

export const write = defineTool({
  name: "write",
  needs: "write",
  description: "Writes a whole text file, and makes the folders on the way. What stood there is replaced.",
  entries: { path: text("File, from the workspace."), content: text("All of the file's new text.") },
  use: ({ path }, site) => changeOf(path, site),
  async run({ path, content }, site) {
    const found = await locate(site, path, "write");
    return "refused" in found ? found.refused : put(found.path, content, site);
  },
});

/** Writes to a place that has been located, and looks once more where it leads. */
export async function put(path: string, content: string, site: Site): Promise<Result> {
  try {
    await writeConfined(site.cwd, relative(site.cwd, path), { bytes: Buffer.from(content), mode: undefined });
    return { status: "ok", output: `Written: ${Buffer.byteLength(content)} bytes.` };
  } catch (error) {
    return { status: "failed", output: error instanceof Error ? error.message : String(error) };
  }
}
