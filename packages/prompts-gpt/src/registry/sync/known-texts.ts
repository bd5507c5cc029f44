import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isMap } from "../../is-map.ts";
import { checkPacks } from "../packs.ts";
import { sha256 } from "../../sha256.ts";
import { formatPromptMarkdown } from "./prompt-markdown.ts";

/**
 * Texts of prompts that were synced, by their digests, from the answers that are kept of a registry in `folder`. The digest
 * says that a text is the right one, whoever wrote it there. What is not found is not in the map.
 */
export function keptTexts(folder: string, digests: ReadonlySet<string>): Map<string, string> {
  const found = new Map<string, string>();
  for (const file of filesBelow(folder)) {
    if (found.size === digests.size) break;
    for (const pack of checkPacks(promptsIn(file)).packs) {
      const text = formatPromptMarkdown(pack);
      const digest = sha256(text);
      if (digests.has(digest)) found.set(digest, text);
    }
  }
  return found;
}

function filesBelow(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  } catch {
    return []; // no answer was ever kept
  }
}

/** Of a list or of one prompt. */
function promptsIn(file: string): readonly unknown[] {
  const answer = parsed(readFileSync(file, "utf8"));
  const value = isMap(answer) && typeof answer["text"] === "string" ? parsed(answer["text"]) : undefined;
  if (!isMap(value)) return [];
  return Array.isArray(value["prompts"]) ? value["prompts"] : [value];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // half a file of a killed process
  }
}
