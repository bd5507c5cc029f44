import { formatYaml, type YamlMap } from "../prompts/format-yaml.ts";
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

/** The text of a prompt file of ours, written as those of a registry are: nothing in it can become a key. */
export function promptFileText({ title, slug, description, variables, body }: NewPromptFile): string {
  const front: YamlMap = {
    title,
    slug,
    ...(description === undefined ? {} : { description }),
    source: "local",
    ...(Object.keys(variables).length === 0 ? {} : { variables: mapped(variables, declaration) }),
  };
  return `---\n${formatYaml(front)}---\n${body}`;
}

function declaration({ type, description, enum: values, default: usual, required }: Declared): YamlMap {
  const fields = { type, description, enum: values, default: usual, required };
  return Object.fromEntries(
    Object.entries(fields).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}

function mapped<From, To>(map: Readonly<Record<string, From>>, change: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}
