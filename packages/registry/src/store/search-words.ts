/*
 * Words are made here and not by the database: the same on every database, whatever its locale. A word is a run of letters
 * and digits, in lower case; a list of them without places is enough to find a prompt, and small. Scripts that put nothing
 * between their words are kept as pairs of neighbours: whatever is asked for, its pairs stand there, wherever it begins.
 */

/** Characters of one word: what is longer is found by its beginning. */
const LONGEST = 60;
/** Of all words of a prompt: the database takes at most 1 MB of them. */
const MOST = 300_000;

export function wordsOf(texts: readonly string[]): string[] {
  const words = new Set<string>();
  let size = 0;
  for (const text of texts)
    for (const word of runsOf(text).flatMap(kept)) {
      if (words.has(word)) continue;
      size += Buffer.byteLength(word);
      if (size > MOST) return [...words];
      words.add(word);
    }
  return [...words];
}

/** All of the words, the last one perhaps only begun; undefined when there is none in it. */
export function searchQuery(text: string): string | undefined {
  const words = runsOf(text).flatMap(asked);
  const last = words.pop();
  if (last === undefined) return undefined;
  // Letters and digits alone: nothing in a word can end its quotes.
  return [...new Set(words.map((word) => `'${word}'${isAlone(word) ? ":*" : ""}`)), `'${last}':*`].join(" & ");
}

const UNSPACED = ["Han", "Hiragana", "Katakana", "Thai", "Lao", "Khmer", "Myanmar"].map(
  (script) => `\\p{scx=${script}}`,
);
const [WITHIN, OUTSIDE] = [`(?=[${UNSPACED.join("")}])`, `(?![${UNSPACED.join("")}])`];
const LETTER = String.raw`[\p{L}\p{N}\p{M}]`;
const RUNS = new RegExp(`(?:${WITHIN}${LETTER})+|(?:${OUTSIDE}${LETTER})+`, "gu");
const FIRST_WITHIN = new RegExp(`^${WITHIN}`, "u");
const ONE_WITHIN = new RegExp(`^${WITHIN}.$`, "u");

function runsOf(text: string): readonly string[] {
  return text.normalize("NFKC").toLowerCase().match(RUNS) ?? [];
}

function kept(run: string): string[] {
  // The last character begins no pair, and may be asked for alone.
  return FIRST_WITHIN.test(run) ? [...pairsOf(run), /.$/su.exec(run)?.[0] ?? ""] : [wordOf(run)];
}

function asked(run: string): string[] {
  return FIRST_WITHIN.test(run) && !isAlone(run) ? pairsOf(run) : [wordOf(run)];
}

function wordOf(run: string): string {
  return run.slice(0, LONGEST).toWellFormed();
}

function pairsOf(run: string): string[] {
  const pairs = new Set<string>();
  let before = "";
  for (const character of run) {
    if (before !== "") pairs.add(before + character);
    before = character;
  }
  return [...pairs];
}

/** One character of a script without spaces stands for every pair that it begins. */
function isAlone(word: string): boolean {
  return ONE_WITHIN.test(word);
}
