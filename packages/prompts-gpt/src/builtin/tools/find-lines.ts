import { createContext, runInContext, Script } from "node:vm";

/** Looks for a pattern in texts; ends by itself, whatever the pattern. */
export interface LineFinder {
  /** Numbers of the lines that it matches, from 0. Throws when there is no time left. */
  in(text: string): readonly number[];
}

const MOST_IN_LINE = 2000;

/**
 * A regular expression that a model wrote may take for ever, and nothing but a context of its own can be stopped in the
 * middle of one. The program in it is ours; the pattern and the texts are values. Throws what RegExp says of the pattern.
 */
export function lineFinder(pattern: string, limitMs: number): LineFinder {
  const isCaseless = pattern.startsWith("(?i)");
  const source = isCaseless ? pattern.slice(4) : pattern;
  const context = createContext({ source, flags: isCaseless ? "i" : "", text: "" });
  runInContext("const wanted = new RegExp(source, flags)", context);
  const program = new Script(
    `text.split("\\n").flatMap((line, at) => (wanted.test(line.slice(0, ${MOST_IN_LINE})) ? [at] : []))`,
  );
  const end = Date.now() + limitMs;
  return {
    in(text) {
      context["text"] = text;
      const found: unknown = program.runInContext(context, { timeout: Math.max(1, end - Date.now()) });
      return Array.isArray(found) ? found.filter((one) => typeof one === "number") : [];
    },
  };
}
