import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { codeOf } from "./error-code.ts";
import { DRAFT_END } from "./replace-file.ts";

/** Removes from a folder what writers that are no more have left of these files (default: of all); only tidying, so nothing is told. */
export function removeLeftDrafts(folder: string, isMeant: (file: string) => boolean = () => true): void {
  for (const { name, of } of leftDrafts(folder)) {
    try {
      if (isMeant(of)) rmSync(join(folder, name), { force: true });
    } catch {
      // somebody's folder of that name, or not to be written to
    }
  }
}

/** By the name of each, and that of the file it was to become. */
function leftDrafts(folder: string): { name: string; of: string }[] {
  return namesIn(folder).flatMap((name) => {
    const [end, pid] = DRAFT_END.exec(name) ?? [];
    if (end === undefined || isAlive(Number(pid))) return [];
    return [{ name, of: name.slice(0, -end.length) }];
  });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) !== "ESRCH";
  }
}
