/** Deeper than that nobody types. */
const DEEPEST = 60;

/** Behind the bracket that closes the one at `at`; undefined when there is none. Within quotes brackets do not count. */
export function endOfPair(source: string, at: number, depth = 0): number | undefined {
  const close = source[at] === "{" ? "}" : ")";
  if (depth > DEEPEST) return undefined;
  for (let i = at + 1; i < source.length;) {
    if (source[i] === close) return i + 1;
    const next = pass(source, i, depth);
    if (next === undefined) return undefined;
    i = next;
  }
  return undefined;
}

/** Behind what stands at `at`: a letter, something quoted, or a pair of brackets. */
function pass(source: string, at: number, depth: number): number | undefined {
  switch (source[at]) {
    case "\\":
      return at + 2;
    case "'":
      return behind(source.indexOf("'", at + 1));
    case '"':
      return endOfDouble(source, at, depth + 1);
    case "(":
    case "{":
      return endOfPair(source, at, depth + 1);
    default:
      return at + 1;
  }
}

function behind(at: number): number | undefined {
  return at === -1 ? undefined : at + 1;
}

function endOfDouble(source: string, at: number, depth: number): number | undefined {
  for (let i = at + 1; i < source.length;) {
    const letter = source[i];
    if (letter === '"') return i + 1;
    const opens = letter === "$" && "({".includes(source[i + 1] ?? " ");
    const next = opens ? endOfPair(source, i + 1, depth + 1) : letter === "\\" ? i + 2 : i + 1;
    if (next === undefined) return undefined;
    i = next;
  }
  return undefined;
}
