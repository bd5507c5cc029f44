import type { Finding } from "../finding.ts";
import { nearest } from "../nearest.ts";
import { fieldReader, map, oneOf, text, textList, wholeNumber } from "./field-reader.ts";
import type { PromptFields } from "./prompt.ts";
import { readSweep } from "./sweep-fields.ts";
import { readVariables } from "./variable-fields.ts";
import type { Mapping } from "./yaml-map.ts";

/** Every key a prompt file may have. */
const KEYS = [
  "title",
  "slug",
  "description",
  "category",
  "difficulty",
  "outputType",
  "supportedTools",
  "tags",
  "source",
  "version",
  "variables",
  "provider",
  "model",
  "access",
  "timeoutSeconds",
  "verify",
  "sweep",
];

/** An empty one is reported as missing, by who needs it. */
const nameText = { ...text, read: (value: unknown) => (value === "" ? value : text.read(value)) };

/** Checks every known key of the frontmatter. */
export function readFields(front: Mapping, file: string): { fields: PromptFields; findings: readonly Finding[] } {
  const { take, findings } = fieldReader(front, file);
  const { variables, findings: variableFindings } = readVariables(front, file);
  const { sweep, findings: sweepFindings } = readSweep(front, file);
  const fields: PromptFields = {
    description: take("description", text),
    category: take("category", text),
    difficulty: take("difficulty", oneOf(["Beginner", "Intermediate", "Advanced"])),
    outputType: take("outputType", text) ?? "Text",
    supportedTools: take("supportedTools", textList) ?? [],
    tags: take("tags", textList) ?? [],
    source: take("source", oneOf(["library", "generated", "local"])) ?? "library",
    version: take("version", wholeNumber(0)),
    variables,
    provider: take("provider", text),
    model: take("model", text),
    access: take("access", oneOf(["read", "write", "full"])),
    timeoutSeconds: take("timeoutSeconds", wholeNumber(0)),
    verify: take("verify", textList),
    sweep: take("sweep", map),
    sweepFields: sweep,
  };
  // Identity reads these two; here only their types are checked.
  take("title", nameText);
  take("slug", nameText);
  return { fields, findings: [...findings, ...variableFindings, ...sweepFindings] };
}

export function unknownKeys(front: Mapping): string[] {
  return Object.keys(front.data).filter((key) => !KEYS.includes(key));
}

export function unknownKeyFinding(key: string, at: { file: string; line: number | undefined }): Finding {
  const meant = nearest(key, KEYS);
  return {
    severity: "warning",
    code: "prompt.unknown-key",
    file: at.file,
    line: at.line ?? 1,
    message: `${JSON.stringify(key)} is not a key we know; it is kept and does nothing.`,
    ...(meant !== undefined && { fix: `Did you mean "${meant}"?` }),
  };
}
