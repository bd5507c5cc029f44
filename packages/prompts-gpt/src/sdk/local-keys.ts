import { join } from "node:path";
import { checkPromptWithText } from "../prompts/prompt-file.ts";
import type { PromptPack } from "../registry/contract/types.ts";
import { draftOf } from "../registry/push/draft.ts";
import { formatPromptMarkdown } from "../registry/sync/prompt-markdown.ts";

/**
 * The keys that only the file has, dotted, when everything that would be published of it is what `pack` has; none of them
 * when it differs by comments, order or spelling alone. Undefined: it says something else, or does not hold. `path` is from
 * the root. Which version it names does not count: that line is ours.
 */
export async function localKeys(root: string, path: string, pack: PromptPack): Promise<readonly string[] | undefined> {
  const { prompt, text } = await checkPromptWithText(join(root, path), { root });
  if (prompt === undefined || text === undefined || prompt.slug !== pack.slug) return undefined;
  const drafted = await draftOf(prompt, text);
  if ("finding" in drafted) return undefined;
  const { slug, version } = pack;
  const mine = formatPromptMarkdown({ ...drafted.draft, slug, version });
  return mine === formatPromptMarkdown(pack) ? drafted.left : undefined;
}
