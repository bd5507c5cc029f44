import type { GitIn } from "./git-in.ts";

/** A ref that is not what it was when the lane was opened: branches and tags belong to all working trees. */
export interface RefChange {
  readonly name: string;
  /** Object; undefined where it was not there. */
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

/** One a line: name, space, object. */
export async function refsOf(git: GitIn): Promise<string> {
  return git.say(["for-each-ref", "--format=%(refname) %(objectname)"]);
}

/** Whoever changed them: the agent, another one, the user himself. */
export function changedRefs(before: string, after: string): RefChange[] {
  const [was, is] = [parsed(before), parsed(after)];
  return [...new Set([...was.keys(), ...is.keys()])]
    .filter((name) => was.get(name) !== is.get(name))
    .map((name) => ({ name, before: was.get(name), after: is.get(name) }));
}

function parsed(refs: string): Map<string, string> {
  const lines = refs.split("\n").filter(Boolean);
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), line.slice(line.lastIndexOf(" ") + 1)]));
}
