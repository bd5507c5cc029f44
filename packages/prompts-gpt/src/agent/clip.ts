/** The first `maxBytes` of a text as UTF-8, cut between characters. */
export function clip(text: string, maxBytes: number): string {
  if (text.length * 3 <= maxBytes) return text; // UTF-16 to UTF-8 at most triples
  const bytes = Buffer.from(text, "utf8");
  if (bytes.length <= maxBytes) return text;
  return bytes.toString("utf8", 0, characterEnd(bytes, maxBytes));
}

/** The last place at or before `end` that is not inside a character of UTF-8; in what is no UTF-8, `end` itself. */
export function characterEnd(bytes: Buffer, end: number): number {
  if (end >= bytes.length) return bytes.length;
  let at = end;
  while (end - at < 4 && ((bytes[at] ?? 0) & 0xc0) === 0x80) at--;
  return end - at < 4 && at > 0 ? at : end;
}

/** The same value with every text in it clipped; says whether anything was. */
export function clipDeep<T>(value: T, maxBytes: number): { readonly value: T; readonly clipped: boolean } {
  let clipped = false;
  const visit = (part: unknown): unknown => {
    if (typeof part === "string") {
      const short = clip(part, maxBytes);
      clipped ||= short.length < part.length;
      return short;
    }
    if (Array.isArray(part)) return part.map(visit);
    if (typeof part !== "object" || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, visit(inner)]));
  };
  return { value: visit(value) as T, clipped }; // same shape: only texts became shorter
}
