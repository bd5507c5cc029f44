/** Where in a value a text holds what a database cannot keep: half of a character (a lone surrogate), which UTF-8 cannot say, or NUL. */
export function illFormed(value: unknown, path = ""): string[] {
  if (typeof value === "string") return value.isWellFormed() && !value.includes("\0") ? [] : [path];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => illFormed(inner, path === "" ? key : `${path}.${key}`));
}
