import { editText, type PlanProposal } from "../../index.ts";
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

/** What is asked about a plan: in the editor, and at the terminal. */
export function planAsker({ edits, isAsked }: How, cli: Cli) {
  let isEdited = false;
  const edit = async (text: string) => {
    isEdited = true;
    return editText(text, { name: "plan.yaml", cwd: cli.cwd ?? cli.io.cwd(), env: cli.io.env });
  };
  const answer = async (proposal: PlanProposal): Promise<string | null> => {
    const { text, problems } = proposal;
    if (edits && !isEdited) return edit(text);
    if (!isAsked) return problems.length === 0 ? text : null;
    const questions = openQuestions(cli, "prompts-gpt orchestrate --mode auto … --non-interactive");
    const run = { value: "run", label: "Carry it out", disabled: problems.length > 0 };
    const choices = [run, { value: "edit", label: "Edit it" }, { value: "no", label: "Do nothing" }];
    const choice = await questions.pick({ message: "This plan?", choices });
    if (choice === "edit") return edit(text);
    return choice === "run" ? text : null;
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

function proposalLines({ steps, problems }: PlanProposal, { human }: Cli): string[] {
  if (problems.length > 0)
    return problems.flatMap((problem) =>
      labelled(human, "error:", oneLine(problem)).map((line, index) =>
        index === 0 ? `${human.style.red("error:")} ${line}` : line,
      ),
    );
  return ["", ...stepTable(steps, human.columns()), ""];
}
