/** A regular expression for a glob with `*`, `**`, `?` and `{a,b}`; without a slash it means the name alone. */
export function globPattern(glob: string): string {
  const words = glob.replaceAll(/\*{3,}/g, "**").matchAll(/\*\*\/|\*\*|[*?{},]|[^*?{},]+/g);
  const body = [...words].map(([word]) => WORDS[word] ?? word.replaceAll(/[\\^$.|+()[\]]/g, "\\$&")).join("");
  return `${glob.includes("/") ? "^" : "(?:^|/)"}${body}$`;
}

const WORDS: Readonly<Record<string, string>> = {
  "**/": "(?:.*/)?",
  "**": ".*",
  "*": "[^/]*",
  "?": "[^/]",
  "{": "(?:",
  "}": ")",
  ",": "|",
};
