import { diff3Merge } from "node-diff3";

/** The changes of both sides to what both come from, line by line; undefined where they changed the same place differently. */
export function mergeTexts({
  base,
  local,
  incoming,
}: Readonly<Record<"base" | "local" | "incoming", string>>): string | undefined {
  const regions = diff3Merge(lines(local), lines(base), lines(incoming), { excludeFalseConflicts: true });
  const merged: string[] = [];
  for (const { ok, conflict } of regions) {
    if (conflict !== undefined || ok === undefined) return undefined;
    merged.push(...ok);
  }
  return merged.join("");
}

/** With their ends, so that a last line without one stays so. */
function lines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
