import { UserError } from "../errors.ts";
import type { Advice } from "../finding.ts";
import { resolveCredentials } from "./resolve-credentials.ts";
import { loadCredentials, type Tracking } from "./store.ts";

/** Which credentials hold, without the token. */
export interface CredentialsStatus {
  /** Where the token comes from; null when there is none that holds. */
  readonly tokenFrom: "flag" | "environment" | "stored" | null;
  /** The only URL it may be sent to; null when that cannot be said. */
  readonly apiUrl: string | null;
  /** What does not hold, and what to type. */
  readonly findings: readonly Advice[];
}

interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly git: Tracking;
}

export async function credentialsStatus(root: string, { env, git }: Surroundings): Promise<CredentialsStatus> {
  const findings: Advice[] = [];
  const tell = (error: unknown) => {
    if (!(error instanceof UserError)) throw error;
    findings.push({ severity: "error", code: "credentials", message: error.message, fix: error.fix });
    return undefined;
  };
  const stored = await loadCredentials(root, git).catch(tell);
  const resolve = async () => resolveCredentials({ env, stored });
  const { tokenFrom = null, apiUrl = null } = (await resolve().catch(tell)) ?? {};
  return { tokenFrom, apiUrl, findings };
}
