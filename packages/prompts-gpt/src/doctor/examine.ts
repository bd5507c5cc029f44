import { UserError } from "../errors.ts";
import type { Check, CheckPlace, Looked } from "./check.ts";
import { credentials } from "./checks/credentials.ts";
import { programs } from "./checks/programs.ts";
import { secrets } from "./checks/secrets.ts";
import { snapshots } from "./checks/snapshots.ts";

/** In the order in which they are shown. */
const checks: readonly Check[] = [programs, snapshots, credentials, secrets];

export interface Examined extends Looked {
  /** Which check: `snapshots`. */
  readonly id: string;
}

/** Makes every check; one that cannot be made is an error of its own and keeps no other from being made. */
export function examine(place: CheckPlace): Promise<Examined[]> {
  return Promise.all(checks.map(async (check) => ({ id: check.id, ...(await look(check, place)) })));
}

async function look(check: Check, place: CheckPlace): Promise<Looked> {
  try {
    return await check.look(place);
  } catch (error) {
    const message = `This could not be looked at: ${error instanceof Error ? error.message : String(error)}`;
    const fix = error instanceof UserError ? error.fix : "Mend that, and type again: prompts-gpt doctor";
    const finding = { severity: "error", code: `${check.id}.not-checked`, message, fix } as const;
    return { summary: "not checked", facts: {}, findings: [finding] };
  }
}
