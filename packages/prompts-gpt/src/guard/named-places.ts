import type { GitCall } from "./verdict.ts";

interface Naming {
  readonly where: readonly string[];
  readonly env: GitCall["env"];
}

const PLACES = { "--git-dir": "GIT_DIR", "--work-tree": "GIT_WORK_TREE" };
type Place = keyof typeof PLACES;

/** Whether the call, or its environment, says where the `.git` folder or the files are: one of the two, or this one. */
export function namesPlace({ where, env = {} }: Naming, place?: Place): boolean {
  const places = place === undefined ? (Object.keys(PLACES) as Place[]) : [place];
  return places.some((option) => env[PLACES[option]] !== undefined || where.some((word) => word.startsWith(option)));
}
