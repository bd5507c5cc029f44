import { formatYaml, type YamlMap } from "../../prompts/format-yaml.ts";
import type { PromptPack } from "../contract/types.ts";
import { toLf } from "./line-ends.ts";

/** What of a prompt stands in its file. */
export interface PromptContent extends Omit<PromptPack, "id" | "updatedAt" | "sha256" | "version"> {
  /** None: it has not been published. */
  readonly version?: number;
}

/**
 * The prompt file of a prompt, `\n` at the ends of its lines: the same bytes for the same version, whenever and wherever.
 * What says nothing (an empty description, the usual output type) is left out; the body is kept as it is, but for its line ends.
 */
export function formatPromptMarkdown(prompt: PromptContent): string {
  return `---\n${formatYaml(frontmatterOf(prompt))}---\n${toLf(prompt.body)}`;
}

/** What stands between the two lines of `---`. */
export function frontmatterOf({ title, slug, version, ...prompt }: PromptContent): YamlMap {
  const { description, category, difficulty, outputType, supportedTools, tags, source, variables, sweep } = prompt;
  return {
    title,
    slug,
    ...(description.trim() === "" ? {} : { description }),
    ...(category.trim() === "" ? {} : { category }),
    ...(difficulty === null ? {} : { difficulty }),
    ...(["Text", ""].includes(outputType.trim()) ? {} : { outputType }),
    ...(supportedTools.length === 0 ? {} : { supportedTools }),
    ...(tags.length === 0 ? {} : { tags }),
    ...(source === "library" ? {} : { source }),
    ...(version === undefined ? {} : { version }),
    ...(variables === undefined ? {} : { variables }),
    ...(sweep === undefined ? {} : { sweep }),
  };
}
