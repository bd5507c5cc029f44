/** A TOML string on one line. */
export function tomlString(text: string): string {
  return `"${escaped(text).replaceAll('"', '\\"').replaceAll("\t", "\\t").replaceAll("\n", "\\n")}"`;
}

/** A TOML string over several lines, as it would be read, for a text with a line end at its end. */
export function tomlText(text: string): string {
  // A quote alone may stand as it is; of several each but the last is escaped.
  return `"""\n${escaped(text).replaceAll(/"(?=")/g, '\\"')}"""`;
}

/** What no kind of string may hold. */
function escaped(text: string): string {
  return text
    .replaceAll("\\", "\\\\")
    .toWellFormed()
    .replaceAll(/[^\P{Cc}\n\t]/gu, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
