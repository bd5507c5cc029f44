import { editText, keepText, type PlanProposal } from "../../index.ts";
import { shellWord } from "../../shell-word.ts";
import type { Cli } from "../cli.ts";
import { labelled } from "../layout.ts";
import { stepTable } from "../orchestrate/pipeline-lines.ts";
import { oneLine } from "../text.ts";
import { openQuestions } from "./questions.ts";

interface How {
  /** It is opened in the editor before anybody is asked. */
  readonly edits: boolean;
  /** There is a person at a terminal. */
  readonly isAsked: boolean;
}

/** Prints lines, and tells nothing more until what it gives is called. */
type Pause = (lines: readonly string[]) => Promise<() => void>;

const NAME = "plan.yaml";

/** What is asked about a plan: in the editor, and at the terminal. What was typed and is not carried out stays in a file. */
export function planAsker({ edits, isAsked }: How, cli: Cli) {
  let isEdited = false;
  let as = ""; // who carries it out, and what holds then: a pipeline file of its own says neither
  const next = (path: string) => `prompts-gpt orchestrate --mode pipeline ${shellWord(path)}${as}`;
  const edit = async (text: string) => {
    isEdited = true;
    return editText(text, { name: NAME, cwd: cli.cwd ?? cli.io.cwd(), env: cli.io.env, next });
  };
  const nothing = async (text: string) => {
    if (!isEdited) return null;
    const path = await keepText(text, NAME);
    const said = labelled(cli.err, "warning:", `What was typed is not carried out, and kept: ${path}`).join("\n");
    const { yellow, dim } = cli.err.style;
    await cli.err.write(`${yellow("warning:")} ${said}\n  ${dim("try:")} ${oneLine(next(path))}\n`);
    return null;
  };
  const answer = async (proposal: PlanProposal): Promise<string | null> => {
    const { text, problems, steps } = proposal;
    if (steps.length > 0) as = flagsOf(steps);
    if (edits && !isEdited) return edit(text);
    if (!isAsked) return problems.length === 0 ? text : nothing(text);
    const questions = openQuestions(cli, "prompts-gpt orchestrate --mode auto … --non-interactive");
    const run = { value: "run", label: "Carry it out", disabled: problems.length > 0 };
    const choices = [run, { value: "edit", label: "Edit it" }, { value: "no", label: "Do nothing" }];
    const choice = await questions.pick({ message: "This plan?", choices }).catch(async (error: unknown) => {
      await nothing(text); // it was left unanswered
      throw error;
    });
    if (choice === "edit") return edit(text);
    return choice === "run" ? text : nothing(text);
  };
  return (pause: Pause) => ({
    async onPlan(proposal: PlanProposal) {
      const goOn = await pause(proposalLines(proposal, cli));
      try {
        return await answer(proposal);
      } finally {
        goOn();
      }
    },
  });
}

function flagsOf(steps: PlanProposal["steps"]): string {
  const agents = [...new Set(steps.map(({ provider }) => ` --agent ${shellWord(provider)}`))];
  const checks = [...new Set(steps.flatMap(({ verify }) => verify))].map((line) => ` --verify ${shellWord(line)}`);
  return [...agents.slice(0, 1), ...checks].join("");
}

function proposalLines({ steps, problems }: PlanProposal, { human }: Cli): string[] {
  if (problems.length > 0)
    return problems.flatMap((problem) =>
      labelled(human, "error:", oneLine(problem)).map((line, index) =>
        index === 0 ? `${human.style.red("error:")} ${line}` : line,
      ),
    );
  return ["", ...stepTable(steps, human.columns()), ""];
}
