import type { AgentChoice, RunChoices } from "../../index.ts";
import { oneLine, pad, widthOf } from "../text.ts";
import type { Choice, Questions } from "./questions.ts";

interface Row {
  readonly id: string;
  readonly state: string;
  readonly disabled?: boolean;
}

/** Which agent: the router first, with whom it would take and why; then those that can be started, then the others. */
export async function askForAgent({ agents, provider, router }: RunChoices, questions: Questions): Promise<string> {
  const taken = router.id === undefined ? router.why : `${router.id}, ${router.why}`;
  const rows = agents.map(rowOf);
  const ordered = [
    { id: "router", state: taken, disabled: router.id === undefined },
    ...rows.filter(({ disabled }) => disabled !== true),
    ...rows.filter(({ disabled }) => disabled),
  ];
  return questions.pick({ message: "Which agent?", choices: choicesOf(ordered), initial: provider });
}

/** One or more of those that can be started; none where nobody can: the race knows what to say. */
export async function askForAgents({ agents }: RunChoices, message: string, questions: Questions): Promise<string[]> {
  const ready = agents.map(rowOf).filter(({ disabled }) => disabled !== true);
  return ready.length === 0 ? [] : questions.pickSeveral({ message, choices: choicesOf(ready) });
}

function choicesOf(rows: readonly Row[]): Choice[] {
  const columns = Math.max(...rows.map(({ id }) => widthOf(oneLine(id))));
  return rows.map(({ id, state, disabled = false }) => ({
    value: id,
    label: `${pad(oneLine(id), columns)}  ${oneLine(state)}`,
    disabled,
  }));
}

const LOGINS = { yes: "logged in", no: "not logged in", unknown: "login not known" } as const;

/** One that seems not to be logged in can be chosen all the same: nobody asked it. */
function rowOf({ id, installed, install, unfit, authenticated, why }: AgentChoice): Row {
  if (!installed) return { id, state: `not installed: ${install}`, disabled: true };
  if (unfit !== undefined) return { id, state: `it ${unfit}`, disabled: true };
  return { id, state: `${LOGINS[authenticated]}: ${why}` };
}
