import type { Finding } from "../finding.ts";
import { isMap } from "../is-map.ts";
import { nearest } from "../nearest.ts";
import { isAcpName } from "../providers/acp-name.ts";
import { type Expected, fieldReader, oneOf, text, textList, wholeNumber } from "../prompts/field-reader.ts";
import type { Mapping } from "../prompts/yaml-map.ts";
import { type Condition, parseCondition } from "./condition.ts";
import { type Complain, complainIn } from "./findings.ts";
import { MOST_RETRIES, type Step, STEP_ID, STEP_KEYS, type StepTask } from "./pipeline.ts";

/** A step as far as it could be read, and the lines of its keys. */
export interface ReadStep {
  readonly step: Step;
  readonly lineOf: (key: string) => number;
}

const id: Expected<string> = {
  allowed: "a letter and then letters, digits, - or _, 40 characters at most",
  read: (value) => (typeof value === "string" && STEP_ID.test(value) ? value : undefined),
};

const retries: Expected<number> = {
  allowed: `a whole number from 0 to ${MOST_RETRIES}`,
  read(value) {
    const count = wholeNumber(0).read(value);
    return count !== undefined && count <= MOST_RETRIES ? count : undefined;
  },
};

/** `acp:…` names a program to start, and a repository does not choose one. */
const provider: Expected<string> = {
  allowed: "the name of a provider; a command (acp:…) is for --agent or customProviders",
  read(value) {
    const name = text.read(value);
    return name === undefined || isAcpName(name) ? undefined : name;
  },
};

/** A path that a repository names stays in it, whatever system reads it. */
const inside: Expected<string> = {
  allowed: "the path of a prompt file, from the project root, with / and without ..",
  read(value) {
    const path = text.read(value);
    const leads = path === undefined || /^[/~]|\\|^[A-Za-z]:/.test(path) || path.split("/").includes("..");
    return leads ? undefined : path;
  },
};

/** Reads what stands at `steps.<index>`. */
export function readStep(
  root: Mapping,
  index: number,
  file: string,
): { readonly read?: ReadStep; readonly findings: readonly Finding[] } {
  const list = root.data["steps"];
  const value: unknown = Array.isArray(list) ? list[index] : undefined;
  const prefix = `steps.${index}`;
  const first = root.lines.get(prefix) ?? root.lines.get("steps") ?? 1;
  const complain = complainIn(file);
  if (!isMap(value)) {
    const message = `Step ${index + 1} is no map of keys and values.`;
    return { findings: [complain("wrong-type", first, { message, fix: "Begin it with - id: …" })] };
  }
  const lineOf = (key: string) => root.lines.get(`${prefix}.${key}`) ?? first;
  const lines = new Map(Object.keys(value).map((key) => [key, lineOf(key)]));
  const { take, findings } = fieldReader({ data: value, lines }, file);
  const when = readWhen(take("when", text), { complain, line: lineOf("when") });
  const step: Step = {
    id: take("id", id) ?? "",
    task: taskOf(take("prompt", text), take("promptFile", inside)),
    provider: take("provider", provider),
    model: take("model", text),
    access: take("access", oneOf(["read", "write", "full"])),
    needs: [...new Set(take("needs", textList) ?? [])],
    verify: take("verify", textList) ?? [],
    when: when.condition,
    retries: take("retries", retries) ?? 0,
    timeoutSeconds: take("timeoutSeconds", wholeNumber(0)),
  };
  const typed = findings.map((finding) => ({ ...finding, code: "pipeline.wrong-type" }));
  return {
    read: { step, lineOf },
    findings: [
      ...typed,
      ...when.findings,
      ...whatIsMissing(value, { complain, lineOf }),
      ...fit(step, { complain, lineOf }),
    ],
  };
}

interface Place {
  readonly complain: Complain;
  readonly lineOf: (key: string) => number;
}

function taskOf(prompt: string | undefined, path: string | undefined): StepTask {
  return path === undefined ? { kind: "text", text: prompt ?? "" } : { kind: "file", path };
}

function readWhen(
  when: string | undefined,
  { complain, line }: { readonly complain: Complain; readonly line: number },
): { readonly condition?: Condition; readonly findings: readonly Finding[] } {
  if (when === undefined) return { findings: [] };
  const condition = parseCondition(when);
  if (!("problem" in condition)) return { condition, findings: [] };
  const fix = "Write steps.ID.ok, .failed or .skipped, with !, &&, || and brackets.";
  return { findings: [complain("when", line, { message: `"when" ${condition.problem}.`, fix })] };
}

function whatIsMissing(value: Readonly<Record<string, unknown>>, { complain, lineOf }: Place): Finding[] {
  const has = (key: string) => value[key] !== undefined && value[key] !== null;
  const unknown = Object.keys(value).filter((key) => !STEP_KEYS.includes(key));
  return [
    ...(has("id")
      ? []
      : [complain("missing-key", lineOf(""), { message: "A step has no id.", fix: "Give it one: id: tests" })]),
    ...(has("prompt") === has("promptFile")
      ? [
          complain("prompt", lineOf("promptFile"), {
            message: `A step has ${has("prompt") ? "both" : "neither"} "prompt" and "promptFile".`,
            fix: "Keep exactly one of them.",
          }),
        ]
      : []),
    ...unknown.map((key) => unknownKey(key, STEP_KEYS, { complain, line: lineOf(key) })),
  ];
}

/** Retries are for what verify refuses: without it they would never happen. */
function fit({ retries: count, verify }: Step, { complain, lineOf }: Place): Finding[] {
  if (count === 0 || verify.length > 0) return [];
  const message = `"retries" sends a step back with what "verify" said; this step has no "verify" of its own.`;
  return [
    complain("retries", lineOf("retries"), {
      message,
      fix: "Add verify: [command], or see that the configuration has one.",
      severity: "warning",
    }),
  ];
}

export function unknownKey(
  key: string,
  known: readonly string[],
  { complain, line }: { readonly complain: Complain; readonly line: number },
): Finding {
  const meant = nearest(key, known);
  const fix = meant === undefined ? `Known are: ${known.join(", ")}.` : `Did you mean "${meant}"?`;
  return complain("unknown-key", line, {
    message: `${JSON.stringify(key)} is no key that a pipeline knows here.`,
    fix,
  });
}
