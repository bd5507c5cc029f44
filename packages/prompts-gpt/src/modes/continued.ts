import { NO_USAGE } from "../agent/usage.ts";
import { ConfigError, LockError } from "../errors.ts";
import { isAcpName } from "../providers/acp-name.ts";
import type { Access, Invocation } from "../providers/provider.ts";
import { realPlace } from "../real-place.ts";
import { findRun } from "../runs/find-run.ts";
import type { ReadRun } from "../runs/run-list.ts";
import type { RunPromptInput } from "./run-input.ts";

/** The earlier run whose agent's session is continued, as far as it settles this one. */
export interface Continued {
  readonly runId: string;
  readonly provider: string;
  readonly model?: string;
  readonly access: Access;
  readonly resume: NonNullable<Invocation["resume"]>;
}

/** Finds it, and refuses what cannot go on: a run without a session or in another folder, one that is still going on. */
export async function continuedRun(
  input: RunPromptInput,
  { artifactsDir, cwd }: { readonly artifactsDir: string; readonly cwd: string },
): Promise<Continued> {
  if (input.resume !== undefined)
    throw new ConfigError("A run to continue and a session to resume were given.", "Leave out one: resume");
  const found = await findRun(artifactsDir, input.continueRun ?? "latest");
  const { runId, facts, sessionId, sessionUsage } = found.state;
  checkEnded(found);
  if (sessionId === undefined)
    throw new ConfigError(
      `The run ${runId} cannot be continued: its agent never named a session.`,
      `Start a new one: prompts-gpt run ${facts.promptFile ?? "<file>"}`,
    );
  checkProvider(input.provider, facts.provider, runId);
  checkNamed(input.provider, facts.provider, runId);
  const [here, there] = await Promise.all([cwd, facts.cwd].map(realPlace));
  if (here !== there)
    throw new ConfigError(
      `The run ${runId} worked in ${facts.cwd}, and the session of its agent goes on there.`,
      `prompts-gpt run --cwd ${facts.cwd} --continue ${runId} …`,
    );
  return {
    runId,
    provider: facts.provider,
    access: facts.access as Access, // the journal's schema: what a run was started with
    resume: { sessionId, usage: sessionUsage ?? NO_USAGE },
    ...(facts.model === undefined ? {} : { model: facts.model }),
  };
}

function checkEnded({ state: { runId }, status }: ReadRun): void {
  if (status === "running")
    throw new LockError(`The run ${runId} is still going on.`, `prompts-gpt runs attach ${runId}`);
  if (status === "unknown")
    throw new LockError(
      `The run ${runId} was started on another machine, and has not said how it ended.`,
      `prompts-gpt runs show ${runId}`,
    );
}

/** A record stands in the workspace, where an agent can write one: it may not choose a command to start. */
function checkNamed(wanted: string | undefined, was: string, runId: string): void {
  if (!isAcpName(was) || wanted === was) return;
  throw new ConfigError(
    `The run ${runId} says it was made with ${JSON.stringify(was)}; a record may not choose a command to start.`,
    `If it was, name it: --agent ${JSON.stringify(was)} --continue ${runId}`,
  );
}

function checkProvider(wanted: string | undefined, was: string, runId: string): void {
  if (wanted === undefined || wanted === "router" || wanted === was) return;
  throw new ConfigError(
    `The run ${runId} was made with ${was}, and ${wanted} cannot go on with its session.`,
    `Leave out --agent ${wanted}: prompts-gpt run --continue ${runId} …`,
  );
}
