const esc = String.fromCharCode(27);

// An OSC sequence without its end is not taken away whole: it would hide the rest of the text.
const sequences = new RegExp(
  [String.raw`\[[0-?]*[ -\/]*[@-~]`, String.raw`[\]PX^_][^\n\u0007${esc}]*(?:\u0007|${esc}\\)`, "[@-_]?"]
    .map((rest) => esc + rest)
    .join("|"),
  "g",
);
const controls = /(?![\n\t])[\p{Cc}\p{Bidi_Control}]/gu;

/**
 * Text from outside, safe to show: what an agent, a file or a repository says must not move the cursor, set the
 * title or turn the direction of what a person reads.
 */
export function plain(text: string): string {
  return text.replaceAll(sequences, "").replaceAll(controls, "");
}

/** Most texts in a long list are made of these alone: nothing has to be taken out of them, and each is one column. */
const simple = /^[ -~]*$/;

/** The same on one line. */
export function oneLine(text: string): string {
  if (simple.test(text) && !text.includes("  ")) return text.trim();
  return plain(text).replaceAll(/\s+/g, " ").trim();
}

/** The first line that says something. */
export function firstLine(text: string): string {
  return oneLine(/\S.*/.exec(plain(text))?.[0] ?? "");
}

/** JSON that is as safe to show and means the same: JSON.stringify leaves the C1 controls as they are. */
export function toJson(value: unknown, indent?: number): string {
  const escape = (character: string) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(value, undefined, indent).replaceAll(controls, escape);
}

// What terminals draw two columns wide: East Asian scripts and pictures. A wrong guess only cuts a line early.
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const without = /[\p{Mn}\p{Me}\p{Cf}]/u;

/** Columns that a text takes in a terminal. */
export function widthOf(text: string): number {
  if (simple.test(text)) return text.length;
  let columns = 0;
  for (const character of text) columns += columnsOf(character);
  return columns;
}

/** As much of `text` as goes into `columns`; `…` says that something is missing. */
export function fit(text: string, columns: number): string {
  if (text.length <= columns && simple.test(text)) return text;
  let used = 0;
  let end = 0;
  for (const character of text) {
    used += columnsOf(character);
    if (used > columns) return `${text.slice(0, end)}…`;
    if (used < columns) end += character.length;
  }
  return text;
}

/** The same from the end: the last of what was said. */
export function fitEnd(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let used = 1;
  let kept = "";
  for (const character of Array.from(text).toReversed()) {
    used += columnsOf(character);
    if (used > columns) break;
    kept = character + kept;
  }
  return `…${kept}`;
}

export function pad(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - widthOf(text)));
}

function columnsOf(character: string): number {
  if (character <= "~") return 1;
  if (without.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}

/** Breaks `text` between words into lines of at most `columns`. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && widthOf(line) + 1 + widthOf(word) > columns) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
