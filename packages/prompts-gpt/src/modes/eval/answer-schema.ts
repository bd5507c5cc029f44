type JsonSchema = Readonly<Record<string, unknown>>;

/** The JSON Schema of an evaluation's answer, strict enough for services that enforce one: every key required, no others. */
export function answerSchema(criteria: readonly string[]): JsonSchema {
  const score = { type: "number", minimum: 0, maximum: 1 };
  return strict({ scores: strict(each(criteria, score)), reasons: strict(each(criteria, { type: "string" })) });
}

function strict(properties: Readonly<Record<string, unknown>>): JsonSchema {
  return { type: "object", properties, required: Object.keys(properties), additionalProperties: false };
}

function each<T>(criteria: readonly string[], value: T): Record<string, T> {
  return Object.fromEntries(criteria.map((criterion) => [criterion, value]));
}
