import type { Variable } from "../prompts/prompt.ts";

/** A variable as it is declared; what is absent is left out. */
export type Declared = Partial<Pick<Variable, "description" | "type" | "enum" | "default" | "required">>;

export interface NewPromptFile {
  readonly title: string;
  readonly slug: string;
  readonly description: string | undefined;
  readonly variables: Readonly<Record<string, Declared>>;
  readonly body: string;
}

/** The text of a prompt file of ours. Values are JSON, which YAML takes: nothing in them can become a key. */
export function promptFileText({ title, slug, description, variables, body }: NewPromptFile): string {
  const declared = Object.entries(variables);
  const lines = [
    `title: ${JSON.stringify(title)}`,
    `slug: ${slug}`,
    ...(description === undefined ? [] : [`description: ${JSON.stringify(description)}`]),
    "source: local",
    ...(declared.length === 0 ? [] : ["variables:", ...declared.flatMap(declaration)]),
  ];
  return `---\n${lines.join("\n")}\n---\n${body}`;
}

function declaration([name, fields]: readonly [string, Declared]): string[] {
  const set = Object.entries(fields).filter(([, value]) => value !== undefined);
  const key = `  ${JSON.stringify(name)}:`;
  return [key, ...set.map(([field, value]) => `    ${field}: ${JSON.stringify(value)}`)];
}
