/** What of an endless line a pattern can match at most. */
const MOST_HELD = 4096;

/** Takes a text in pieces and gives it on without what is to be hidden. */
export interface RedactingTexts {
  push(text: string): string;
  end(): string;
  /** Whether something is held back. */
  holds(): boolean;
}

/** Replaces what patterns match; a match of nothing stays as it is. */
export function replaceMatches(text: string, patterns: readonly RegExp[], label: (index: number) => string): string {
  return patterns.reduce(
    (changed, pattern, index) => changed.replace(pattern, (match) => (match === "" ? "" : label(index))),
    text,
  );
}

/** A pattern looks at a line: what has no line end yet is held back, of an endless line its end. */
export function replacingTexts(replace: (text: string) => string): RedactingTexts {
  let held = "";
  return {
    push(text) {
      held += text;
      const lines = held.lastIndexOf("\n") + 1;
      const isLong = held.length - lines > 2 * MOST_HELD;
      if (isLong) held = replace(held);
      const cut = isLong ? held.length - MOST_HELD : lines;
      const taken = held.slice(0, cut);
      held = held.slice(cut);
      return isLong ? taken : replace(taken);
    },
    end() {
      const rest = replace(held);
      held = "";
      return rest;
    },
    holds: () => held !== "",
  };
}
