import { type ExistingFiles, type PlanStep, UNREAD } from "./agent-file.ts";
import { fileText } from "./file-text.ts";
import { setBlock } from "./managed-block.ts";
import type { PreparedPrompt } from "./prepare-prompts.ts";
import { promptList } from "./prompt-list.ts";
import type { SharedTarget } from "./targets.ts";

/** Our block in a file of people's. A block that cannot be told from their text is left, and said. */
export function planSharedFile(
  { path }: SharedTarget,
  input: { readonly prompts: readonly PreparedPrompt[]; readonly existing: ExistingFiles },
): PlanStep[] {
  const bytes = input.existing.get(path);
  const text = bytes && fileText(bytes);
  const left = { severity: "error", code: "agent-files.block", file: path } as const;
  if (bytes === UNREAD) {
    const message = "It cannot be read, or is larger than 17 MiB: it was left as it is.";
    const fix = "Make it readable, or leave it out of agentFiles.";
    return [{ ...left, code: "agent-files.unreadable", message, fix }];
  }
  if (bytes && text === undefined) {
    const message = "It is not UTF-8: it was left as it is.";
    return [{ ...left, message, fix: "Save it as UTF-8." }];
  }
  const result = setBlock(text, promptList(input.prompts));
  if (!result.ok) {
    const message = `The place of our block is not clear: ${result.problem}. The file was left as it is.`;
    const fix = "Mend that line, or delete our lines, from prompts-gpt:begin to prompts-gpt:end; then sync again.";
    return [{ ...left, line: result.line, message, fix }];
  }
  if (result.text === text) return [];
  return [
    { path, seen: bytes, ...(result.text === undefined ? { remove: true } : { text: result.text, isOurs: false }) },
  ];
}
