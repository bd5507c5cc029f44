import type { Terminal } from "./terminal.ts";
import { fit, pad, widthOf, wrap } from "./text.ts";

/** `name  value`, the values under each other; long ones go on below, none is wider than `columns`. */
export function pairs(rows: readonly (readonly [string, string])[], columns: number): string[] {
  const first = Math.max(0, ...rows.map(([name]) => widthOf(name)));
  return rows.flatMap(([name, value]) => {
    const lines = wrap(value, Math.max(20, columns - first - 4));
    return lines.map((line, index) => `  ${pad(index === 0 ? name : "", first)}  ${line}`.trimEnd());
  });
}

/** A table in which the last column gets what is left of `columns`, and is cut there. */
export function table(header: readonly string[], rows: readonly (readonly string[])[], columns: number): string[] {
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => widthOf(row[column] ?? ""))));
  const last = header.length - 1;
  const before = widths.slice(0, last).reduce((sum, width) => sum + width + 2, 0);
  return all.map((row) =>
    row
      .map((cell, column) =>
        column === last ? fit(cell, Math.max(8, columns - before)) : pad(cell, widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd(),
  );
}

/** A line for people, in a terminal broken between words. */
export function sentence({ isTerminal, columns }: Pick<Terminal, "isTerminal" | "columns">, text: string): string[] {
  return isTerminal ? wrap(text, Math.max(20, columns() - 1)) : [text];
}

/**
 * `label: text`, in a terminal broken between words, so that no word is cut at its edge. Elsewhere it is one line: programs
 * look for what it says. What is to be typed should not come here: a broken command cannot be copied.
 */
export function labelled(
  { isTerminal, columns }: Pick<Terminal, "isTerminal" | "columns">,
  label: string,
  text: string,
): string[] {
  const indent = widthOf(label) + 1;
  const lines = isTerminal
    ? text.split("\n").flatMap((line) => wrap(line, Math.max(20, columns() - indent - 1)))
    : [text];
  return lines.map((line, index) => (index === 0 ? line : " ".repeat(indent) + line));
}
