import type { LanguageModelV3Message } from "@ai-sdk/provider";

type Messages = LanguageModelV3Message[];
type Results = Extract<LanguageModelV3Message, { role: "tool" }>["content"];

/** The latest messages stay as they are: the model is at work on them. */
const KEPT = 4;
const SHORT = 300;

/** Characters of a history as it is sent. */
export function sizeOf(messages: readonly LanguageModelV3Message[]): number {
  return messages.reduce((sum, message) => sum + JSON.stringify(message).length, 0);
}

/**
 * Leaves out outputs of tools, the oldest first, until the history has at most `most` characters or there is none left.
 * Gives how many. What the user and the model said stays.
 */
export function trim(messages: Messages, most: number): number {
  let left = 0;
  let size = sizeOf(messages);
  for (const [at, message] of messages.slice(0, -KEPT).entries()) {
    if (size <= most) break;
    if (message.role !== "tool") continue;
    const content = message.content.map((part) => shortened(part));
    left += content.filter((part, index) => part !== message.content[index]).length;
    size += sizeOf([{ ...message, content }]) - sizeOf([message]);
    messages[at] = { ...message, content };
  }
  return left;
}

function shortened(part: Results[number]): Results[number] {
  if (part.type !== "tool-result" || part.output.type !== "text" || part.output.value.length <= SHORT) return part;
  const value = `[${part.output.value.length} characters of an earlier answer were left out to make room; use the tool again if you need them]`;
  return { ...part, output: { type: "text", value } };
}
