import { planAgentFiles } from "../../../src/agent-files/plan.ts";
import { preparePrompts } from "../../../src/agent-files/prepare-prompts.ts";
import type { AgentPrompt } from "../../../src/agent-files/agent-prompt.ts";
import { chooseTargets } from "../../../src/agent-files/choose-targets.ts";
import { TARGETS } from "../../../src/agent-files/targets.ts";

export const EVERY_TARGET = TARGETS.map(({ name }) => name);

export function prompt(fields: Partial<AgentPrompt> = {}): AgentPrompt {
  const slug = fields.slug ?? "fix-tests";
  const relativePath = `.prompts-gpt/${slug}.md`;
  return {
    slug,
    title: "Fix the tests",
    description: undefined,
    body: "Fix them.\n",
    variables: {},
    relativePath,
    ...fields,
  };
}

/** A variable as it is read from `name:` alone, and what differs. */
export function variable(fields: Partial<AgentPrompt["variables"][string]> = {}): AgentPrompt["variables"][string] {
  return { type: "string", required: true, line: 1, ...fields };
}

type Files = Readonly<Record<string, string>>;

/** The plan for these targets over these files: what is written as text, `null` for what goes. */
export function plan(targets: readonly string[], prompts: readonly AgentPrompt[], files: Files = {}) {
  const existing = new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text, "utf8")]));
  const chosen = chooseTargets(targets).targets;
  const prepared = preparePrompts(prompts, { forOwnFiles: chosen.some(({ kind }) => kind === "own") });
  const steps = [...planAgentFiles({ prompts: prepared.prompts, targets: chosen, existing })];
  const changed = steps.flatMap((step) => ("severity" in step ? [] : [step]));
  const texts = changed.map((file) => [file.path, "remove" in file ? null : file.text]);
  const written: Record<string, string | null> = Object.fromEntries(texts);
  return { written, findings: [...prepared.findings, ...steps.filter((step) => "severity" in step)] };
}

/** The one file that one target writes for one prompt. */
export function fileOf(target: string, one: AgentPrompt): string {
  const [text] = Object.values(plan([target], [one]).written);
  if (text === undefined || text === null) throw new Error(`${target} wrote nothing`);
  return text;
}

/** The files after a plan was carried out. */
export function after(files: Files, written: Readonly<Record<string, string | null>>): Record<string, string> {
  const all = Object.entries({ ...files, ...written });
  return Object.fromEntries(all.flatMap(([path, text]) => (text === null ? [] : [[path, text]])));
}
