import type { Finding } from "../finding.ts";
import { nearest } from "../nearest.ts";
import { stepsIn } from "./condition.ts";
import { type Complain, complainIn } from "./findings.ts";
import { allNeeds, findCycles } from "./graph.ts";
import type { Step } from "./pipeline.ts";
import { neverStarted } from "./reachable.ts";
import type { ReadStep } from "./read-step.ts";
import { summariesIn } from "./summaries.ts";

/** What is to be said about the steps of a file together. A step without a readable id was told before. */
export function checkSteps(read: readonly ReadStep[], file: string): readonly Finding[] {
  const named = read.filter(({ step }) => step.id !== "");
  const steps = named.map(({ step }) => step);
  const complain = complainIn(file);
  const lineOf = (id: string, key: string) => named.find(({ step }) => step.id === id)?.lineOf(key) ?? 1;
  const about = named.flatMap((one) => [...needsOf(one, steps, complain), ...mentionsOf(one, steps, complain)]);
  const cycles = findCycles(steps).map((cycle) =>
    complain("cycle", lineOf(cycle[0] ?? "", "needs"), {
      message: `Steps need each other in a circle: ${cycle.join(" → ")}.`,
      fix: "Take one of these needs away.",
    }),
  );
  const findings = [...duplicates(named, complain), ...about, ...cycles];
  // With those, nearly everything is unreachable: the cause is enough.
  if (findings.length > 0 || named.length < read.length) return findings;
  return neverStarted(steps).map(({ id }) =>
    complain("unreachable", lineOf(id, "when"), {
      message: `The step "${id}" can never start: what it needs, or its "when", cannot come true.`,
      fix: `Mend "when" or "needs" of "${id}", or take the step out.`,
    }),
  );
}

function duplicates(named: readonly ReadStep[], complain: Complain): Finding[] {
  const first = new Map<string, number>();
  return named.flatMap(({ step, lineOf }) => {
    const key = step.id.toLowerCase();
    const line = first.get(key);
    if (line === undefined) first.set(key, lineOf("id"));
    return line === undefined
      ? []
      : [
          complain("duplicate-id", lineOf("id"), {
            message: `The id "${step.id}" is taken by the step of line ${line}.`,
            fix: "Give one of them another id.",
          }),
        ];
  });
}

function needsOf({ step, lineOf }: ReadStep, steps: readonly Step[], complain: Complain): Finding[] {
  const ids = steps.map(({ id }) => id);
  const unknown = step.needs.filter((need) => !ids.includes(need));
  return unknown.map((need) => {
    const meant = nearest(need, ids);
    const fix = meant === undefined ? `Steps are: ${ids.slice(0, 20).join(", ")}.` : `Did you mean "${meant}"?`;
    return complain("unknown-need", lineOf("needs"), {
      message: `"${step.id}" needs ${JSON.stringify(need)}, and there is no such step.`,
      fix,
    });
  });
}

/** What a step says of another holds only when that one has ended before: it has to be among its needs. */
function mentionsOf({ step, lineOf }: ReadStep, steps: readonly Step[], complain: Complain): Finding[] {
  const asked = step.when === undefined ? [] : stepsIn(step.when);
  const prompt = step.task.kind === "text" ? step.task.text : "";
  return [
    ...notNeeded({ step, asked, what: 'asks in "when" for', line: lineOf("when") }, steps, complain),
    ...checkMentions({ step, prompt, line: lineOf("prompt") }, steps, complain),
  ];
}

/** The same for the summaries that a step's prompt wants. */
export function checkMentions(
  { step, prompt, line }: { readonly step: Step; readonly prompt: string; readonly line: number },
  steps: readonly Step[],
  complain: Complain,
): Finding[] {
  return notNeeded({ step, asked: summariesIn(prompt), what: "wants the summary of", line }, steps, complain);
}

interface Asked {
  readonly step: Step;
  readonly asked: readonly string[];
  readonly what: string;
  readonly line: number;
}

function notNeeded({ step, asked, what, line }: Asked, steps: readonly Step[], complain: Complain): Finding[] {
  const before = allNeeds(step.id, steps);
  const others = asked.filter((id) => !before.has(id) || id === step.id);
  return others.map((id) =>
    complain("not-needed", line, {
      message: `"${step.id}" ${what} "${id}", which it does not need.`,
      fix: `Add it: needs: [${[...step.needs, id].join(", ")}]`,
    }),
  );
}
