/** The candidate that `word` was probably meant to be, or nothing when none is close enough to be worth saying. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let limit = Math.min(3, Math.max(1, Math.floor(word.length / 3)));
  for (const candidate of candidates) {
    // Also what keeps a hostile name of a megabyte cheap.
    if (Math.abs(candidate.length - word.length) > limit) continue;
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance > limit || (best !== undefined && distance === limit)) continue;
    best = candidate;
    limit = distance;
  }
  return best;
}

/** Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`. */
function editDistance(a: string, b: string): number {
  let twoBack: number[] = [];
  let oneBack = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current[column] = Math.min(
        at(oneBack, column) + 1,
        at(current, column - 1) + 1,
        at(oneBack, column - 1) + (same ? 0 : 1),
        swapped ? at(twoBack, column - 2) + 1 : Infinity,
      );
    }
    [twoBack, oneBack] = [oneBack, current];
  }
  return at(oneBack, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}
