/** The words of an alias, split as git does it; undefined where git gives up (an open quote, a `\` at the end). */
export function splitAlias(text: string): readonly string[] | undefined {
  const words: string[] = [];
  let word = "";
  let quote = "";
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] ?? "";
    if (quote === "" && isBlank(letter)) {
      while (isBlank(text[at + 1] ?? "")) at++;
      // Blanks at the end leave an empty word behind them, and those at the start one before.
      words.push(word);
      word = "";
    } else if (quote === "" && (letter === "'" || letter === '"')) quote = letter;
    else if (letter === quote) quote = "";
    else if (letter === "\\" && quote !== "'") {
      at++;
      if (at === text.length) return undefined;
      word += text[at] ?? "";
    } else word += letter;
  }
  return quote === "" ? [...words, word] : undefined;
}

function isBlank(letter: string): boolean {
  return letter !== "" && " \t\n\v\f\r".includes(letter);
}
