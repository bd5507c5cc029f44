import { existsSync } from "node:fs";
import { relative, resolve } from "node:path";
import type { ToolUse } from "../../providers/provider.ts";
import type { Site } from "../tool.ts";

/** A file that is about to be written, as it is told. */
export function changeOf(path: string, { cwd }: Site): ToolUse {
  const file = resolve(cwd, path);
  const inside = relative(cwd, file);
  const shown = inside === "" || inside.startsWith("..") ? path : inside;
  return { kind: "edit", changes: [{ path: shown, change: existsSync(file) ? "modify" : "add" }] };
}
