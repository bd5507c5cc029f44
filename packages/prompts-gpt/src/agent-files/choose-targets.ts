import { nearest } from "../nearest.ts";
import { type Target, TARGETS } from "./targets.ts";

/** A name that no target has, and what was probably meant. */
export interface UnknownTarget {
  readonly name: string;
  /** Its place in the list that was given. */
  readonly index: number;
  readonly message: string;
  readonly fix: string;
}

/** The targets of these names (one name may stand for several), each once, in the order of the table. */
export function chooseTargets(names: readonly string[]): { targets: Target[]; unknown: UnknownTarget[] } {
  const known = [...new Set(TARGETS.map(({ name }) => name))];
  const unknown = names.flatMap((name, index) =>
    known.includes(name) ? [] : [describeUnknown({ name, index }, known)],
  );
  return { targets: TARGETS.filter(({ name }) => names.includes(name)), unknown };
}

function describeUnknown(given: { name: string; index: number }, known: readonly string[]): UnknownTarget {
  const { name } = given;
  // The name of an agent is what people try first: `claude`.
  const ofAgent = known.filter((one) => one.startsWith(`${name.toLowerCase()}-`));
  const meant = nearest(name, known);
  const fix =
    ofAgent.length > 0
      ? `Write one or more of: ${ofAgent.join(", ")}`
      : meant === undefined
        ? "Write some of these names."
        : `Did you mean "${meant}"?`;
  return { ...given, message: `There are no agent files ${JSON.stringify(name)}; there are ${known.join(", ")}.`, fix };
}
