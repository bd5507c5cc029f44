import { UserError } from "../errors.ts";
import type { Advice } from "../finding.ts";
import type { Check, CheckPlace, Looked } from "./check.ts";

export interface Examined extends Looked {
  /** Which check: `snapshots`. */
  readonly id: string;
  readonly title: string;
  /** What was changed; `findings` are what is left after that. */
  readonly fixed: readonly string[];
}

/** Makes every check; one that cannot be made is an error of its own and keeps no other from being made. */
export async function examine(
  place: CheckPlace,
  checks: readonly Check[],
  { fix }: { readonly fix: boolean },
): Promise<Examined[]> {
  const examined = await Promise.all(checks.map((check) => examineOne(check, place)));
  if (!fix) return examined;
  const mended: Examined[] = [];
  // One after the other: two may write to the same file.
  for (const [index, one] of examined.entries()) mended.push(await mend(checks[index], one, place));
  return mended;
}

async function examineOne(check: Check, place: CheckPlace): Promise<Examined> {
  const looked = await check
    .look(place)
    .catch((error: unknown): Looked => ({ summary: "not checked", facts: {}, findings: [failed(check, error)] }));
  return { id: check.id, title: check.title, ...looked, fixed: [] };
}

async function mend(check: Check | undefined, before: Examined, place: CheckPlace): Promise<Examined> {
  if (check?.fix === undefined || before.findings.length === 0) return before;
  try {
    const fixed = await check.fix(place);
    return { ...(await examineOne(check, place)), fixed };
  } catch (error) {
    return { ...before, findings: [...before.findings, failed(check, error)] };
  }
}

function failed({ id }: Check, error: unknown): Advice {
  const message = `The check ${id} failed: ${error instanceof Error ? error.message : String(error)}`;
  const fix = error instanceof UserError ? error.fix : "Mend that, and type again: prompts-gpt doctor";
  return { severity: "error", code: "doctor.check-failed", message, fix };
}
