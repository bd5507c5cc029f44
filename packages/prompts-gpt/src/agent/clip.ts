/** The first `maxBytes` of a text as UTF-8, cut between characters. */
export function clip(text: string, maxBytes: number): string {
  if (text.length * 3 <= maxBytes) return text; // UTF-16 to UTF-8 at most triples
  const bytes = Buffer.from(text, "utf8");
  if (bytes.length <= maxBytes) return text;
  let end = maxBytes;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--; // not inside a character
  return bytes.subarray(0, end).toString("utf8");
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
