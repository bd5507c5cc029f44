import { dirname, join } from "node:path";
import { withLock } from "../snapshot/lock.ts";

/**
 * One at a time changes which lanes there are. `top`: of a lane. Git looks at all worktrees of a repository when it makes one,
 * and fails where another one is half made or half gone.
 */
export function alone<T>(top: string, work: () => Promise<T>): Promise<T> {
  return withLock({ lock: join(dirname(top), "lock"), what: "lanes" }, work);
}
