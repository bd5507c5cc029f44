import type { Finding } from "../finding.ts";
import { fieldReader, shown, text } from "../prompts/field-reader.ts";
import { invisibleFindings } from "../prompts/invisible.ts";
import { type Mapping, parseYamlMap } from "../prompts/yaml-map.ts";
import { checkSteps } from "./check-steps.ts";
import { complainIn } from "./findings.ts";
import { MOST_STEPS, type Pipeline, PIPELINE_KEYS } from "./pipeline.ts";
import { readStep, unknownKey } from "./read-step.ts";

const MAX_PIPELINE_BYTES = 256 * 1024;

/** The pipeline when nothing is wrong with it, and all that is to be said about it. */
export interface CheckedPipeline {
  readonly pipeline?: Pipeline;
  readonly findings: readonly Finding[];
  /** Of a key of a step, by the step's id; of the step where it has no such key. */
  readonly lineOf?: (id: string, key: string) => number;
}

/**
 * Reads the text of a pipeline file; `file` is its path from the project root, for the findings, each of which has a line.
 * Nothing in the text makes it throw and nothing in it is executed.
 */
export async function readPipeline(yaml: string, file: string): Promise<CheckedPipeline> {
  const complain = complainIn(file);
  if (Buffer.byteLength(yaml) > MAX_PIPELINE_BYTES) {
    const message = `A pipeline is at most ${MAX_PIPELINE_BYTES / 1024} KiB; this one is larger.`;
    return { findings: [complain("too-large", 1, { message, fix: "Put long prompts in files: promptFile: path" })] };
  }
  const root = await parseYamlMap(yaml, { file, firstLine: 1, what: "pipeline" });
  if (!("data" in root)) return { findings: [root] };
  const { take, findings: typed } = fieldReader(root, file);
  const named = { name: take("name", text), description: take("description", text) };
  const unknown = Object.keys(root.data).filter((key) => !PIPELINE_KEYS.includes(key));
  const { steps, lineOf, findings: ofSteps } = readSteps(root, file);
  const findings = [
    ...typed.map((finding) => ({ ...finding, code: "pipeline.wrong-type" })),
    ...unknown.map((key) => unknownKey(key, PIPELINE_KEYS, { complain, line: root.lines.get(key) ?? 1 })),
    ...ofSteps,
    ...invisibleFindings(yaml, file),
  ].toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
  const isBroken = findings.some(({ severity }) => severity === "error");
  return isBroken ? { findings } : { pipeline: { ...named, steps }, findings, lineOf };
}

interface ReadSteps {
  readonly steps: Pipeline["steps"];
  readonly findings: readonly Finding[];
  readonly lineOf: (id: string, key: string) => number;
}

function readSteps(root: Mapping, file: string): ReadSteps {
  const list = root.data["steps"];
  const line = root.lines.get("steps") ?? 1;
  const count = Array.isArray(list) ? list.length : 0;
  if (count === 0 || count > MOST_STEPS) {
    const found = Array.isArray(list) ? `has ${count}` : `is ${list === undefined ? "missing" : shown(list)}`;
    const message = `"steps" ${found}; allowed: a list of 1 to ${MOST_STEPS} steps.`;
    return {
      steps: [],
      lineOf: () => line,
      findings: [complainIn(file)("steps", line, { message, fix: "Begin each with - id: …" })],
    };
  }
  const all = Array.from({ length: count }, (_, index) => readStep(root, index, file));
  const read = all.flatMap((one) => (one.read === undefined ? [] : [one.read]));
  const findings = all.flatMap((one) => one.findings);
  return {
    steps: read.map(({ step }) => step),
    findings: [...findings, ...checkSteps(read, file)],
    lineOf: (id, key) => read.find(({ step }) => step.id === id)?.lineOf(key) ?? line,
  };
}
