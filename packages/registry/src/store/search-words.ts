/*
 * Words are made here and not by the database: the same on every database, whatever its locale. A word is a run of letters
 * and digits, in lower case; a list of them without places is enough to find a prompt, and small.
 */

/** Characters of one word: what is longer is found by its beginning. */
const LONGEST = 60;
/** Of all words of a prompt: the database takes at most 1 MB of them. */
const MOST = 300_000;

export function wordsOf(texts: readonly string[]): string[] {
  const words = new Set<string>();
  let size = 0;
  for (const text of texts)
    for (const word of split(text)) {
      if (words.has(word)) continue;
      size += Buffer.byteLength(word);
      if (size > MOST) return [...words];
      words.add(word);
    }
  return [...words];
}

/** All of the words, the last one perhaps only begun; undefined when there is none in it. */
export function searchQuery(text: string): string | undefined {
  const words = split(text);
  if (words.length === 0) return undefined;
  // Letters and digits alone: nothing in a word can end its quotes.
  return [...new Set(words.slice(0, -1).map((word) => `'${word}'`)), `'${words.at(-1)}':*`].join(" & ");
}

function split(text: string): string[] {
  const plain = text.normalize("NFKC").toLowerCase();
  return (plain.match(/[\p{L}\p{N}\p{M}]+/gu) ?? []).map((word) => word.slice(0, LONGEST).toWellFormed());
}
