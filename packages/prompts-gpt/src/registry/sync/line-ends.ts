/** The text as a registry has it. */
export function toLf(text: string): string {
  return text.replaceAll("\r\n", "\n");
}

/** The text in the line ends that `like` has: those of its first line. */
export function fromLf(text: string, like: string): string {
  return /^[^\n]*\r\n/.test(like) ? toLf(text).replaceAll("\n", "\r\n") : text;
}
