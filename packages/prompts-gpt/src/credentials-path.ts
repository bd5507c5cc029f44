import { basename, dirname } from "node:path";

/** The file with the registry's token, and what stands beside it while it is written; in whatever folder. Some file systems know no case. */
export function isCredentialsPath(path: string): boolean {
  const lower = path.toLowerCase();
  return basename(lower).startsWith(".credentials.json") && basename(dirname(lower)) === ".prompts-gpt";
}
