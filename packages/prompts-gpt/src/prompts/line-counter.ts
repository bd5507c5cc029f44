/** Lines of places in `text` that are asked for in ascending order: one pass over the text, however many they are. */
export function lineCounter(text: string, firstLine: number): (index: number) => number {
  let line = firstLine;
  let newline = text.indexOf("\n");
  return (index) => {
    for (; newline >= 0 && newline < index; newline = text.indexOf("\n", newline + 1)) line++;
    return line;
  };
}
