import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";

/** Names the folder of it; what the cache itself does, code-cache.test.ts tries in homes that share nothing. */
export const SHARED_CODE = "PROMPTS_GPT_TESTS_CODE";

/** Has this user hold the same compiled bundle as the others, where there is one. */
export function shareCode(cacheHome: string): void {
  const shared = process.env[SHARED_CODE];
  if (shared === undefined) return;
  mkdirSync(join(cacheHome, "prompts-gpt"), { recursive: true });
  symlinkSync(shared, join(cacheHome, "prompts-gpt/compiled"), "dir");
}
