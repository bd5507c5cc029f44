/** One option of a subcommand. Its name is the long spelling where there is one. */
export interface Option {
  readonly name: string;
  readonly short?: string;
  readonly long?: string;
  /** An optional value is only taken when it is attached. */
  readonly value: "none" | "optional" | "required";
}

const tables = new Map<string, readonly Option[]>();

/** Reads `f,force e,exclude= column=?`: short and long spelling, `=` for a value, `=?` for an optional one. */
export function optionTable(text: string): readonly Option[] {
  const known = tables.get(text);
  if (known) return known;
  const table = text
    .split(/\s+/)
    .filter((word) => word !== "")
    .map(readOption);
  tables.set(text, table);
  return table;
}

function readOption(text: string): Option {
  const value = text.endsWith("=?") ? "optional" : text.endsWith("=") ? "required" : "none";
  const names = text.replace(/=\??$/, "").split(",");
  const short = names.find((name) => name.length === 1);
  const long = names.find((name) => name.length > 1);
  return { name: long ?? short ?? "", value, ...(short && { short }), ...(long && { long }) };
}
