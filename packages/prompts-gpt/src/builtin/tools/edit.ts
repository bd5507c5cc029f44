import { locate } from "../place.ts";
import { defineTool, type Result, text } from "../tool.ts";
import { changeOf } from "./change.ts";
import { textOf } from "./file-text.ts";
import { put } from "./write.ts";

export const edit = defineTool({
  name: "edit",
  needs: "write",
  description:
    "Replaces one piece of a text file. The old text has to stand there exactly, spaces and line ends too, and only once: give enough of what is around it.",
  entries: {
    path: text("File, from the workspace."),
    old_string: text("The text that stands there now."),
    new_string: text("The text that is to stand there instead."),
  },
  use: ({ path }, site) => changeOf(path, site),
  async run({ path, old_string: before, new_string: after }, site) {
    const found = await locate(site, path, "write");
    if ("refused" in found) return found.refused;
    const content = await textOf(found.path);
    if (content.kind !== "text") return failed(content.kind === "folder" ? "It is a folder." : content.why);
    const times = before === "" ? 0 : content.text.split(before).length - 1;
    if (times !== 1) return failed(problemOf(before, times));
    if (before === after) return failed("Old and new text are the same.");
    // Not `replace` with a text: `$&` in it would mean something.
    return put(found.path, content.text.split(before).join(after), site);
  },
});

function problemOf(before: string, times: number): string {
  if (before === "") return "The old text is empty; to make a file use `write`.";
  return times === 0
    ? "The old text does not stand in the file. Read it again: every space counts."
    : `The old text stands there ${times} times. Give more of what is around the one that you mean.`;
}

function failed(output: string): Result {
  return { status: "failed", output };
}
