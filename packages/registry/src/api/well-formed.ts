/** Where in a value a text holds half of a character (a lone surrogate), which UTF-8 cannot say: a database would keep something else. */
export function illFormed(value: unknown, path = ""): string[] {
  if (typeof value === "string") return value.isWellFormed() ? [] : [path];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => illFormed(inner, path === "" ? key : `${path}.${key}`));
}
