import { isWider } from "../providers/access-words.ts";
import type { Access } from "../providers/provider.ts";
import type { Tool } from "./tool.ts";
import { edit } from "./tools/edit.ts";
import { read } from "./tools/read.ts";
import { search } from "./tools/search.ts";
import { shell } from "./tools/shell.ts";
import { write } from "./tools/write.ts";

export const TOOLS: readonly Tool[] = [read, search, write, edit, shell];

/** What the model is offered; a call of another one is denied all the same. */
export function toolsFor(access: Access): Tool[] {
  return TOOLS.filter((tool) => isAllowed(tool, access));
}

export function isAllowed({ needs }: Tool, access: Access): boolean {
  return !isWider(needs, access);
}
