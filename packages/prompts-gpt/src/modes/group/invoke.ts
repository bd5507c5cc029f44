import { existsSync } from "node:fs";
import { join } from "node:path";
import { interruptExitCode } from "../../agent/interrupt.ts";
import { NO_USAGE } from "../../agent/usage.ts";
import { UserError } from "../../errors.ts";
import type { MemberInput, MemberResult } from "../../runs/member.ts";
import { memberId } from "../../runs/run-id.ts";
import type { Base } from "../../workspace/lane/lane.ts";
import type { PromptSource } from "../prompt-source.ts";
import { runAs } from "../run.ts";
import type { RunPromptInput } from "../run-input.ts";
import { memberResultOf, SHOWN_FILES } from "./member-result.ts";
import type { GroupPlace } from "./group-place.ts";
import { checkRoom } from "./room.ts";
import type { SharedInput } from "./shared-input.ts";

/** One invocation: what is asked, of whom, and how. */
export interface Invocation {
  readonly member: Omit<MemberInput, "kind" | "runId">;
  /** Default: `member`. */
  readonly kind?: MemberInput["kind"];
  readonly source: PromptSource;
  /** What it has of its own. */
  readonly own: Pick<RunPromptInput, "timeoutSeconds" | "access" | "continueRun" | "verify">;
  /** It works in a lane of its own that begins with this. */
  readonly base?: Base;
  /** What earlier tries of it have changed in the same folder: it is of this one too. */
  readonly changedBefore?: readonly string[] | null;
  /** Why it cannot start: nothing is tried then. */
  readonly problem?: UserError;
  /** A JSON Schema that the answer has to hold to. */
  readonly answerSchema?: Readonly<Record<string, unknown>>;
  readonly summaryLines: number;
}

/** Runs one member in a record of its own, or answers from the journal when that was done before. */
export async function invoke(invocation: Invocation, place: GroupPlace): Promise<MemberResult> {
  const { name, attempt } = invocation.member;
  const key = `${place.runId}/${name}/${attempt}`;
  const runId = memberId(place.runId, freeName(join(place.artifactsDir, place.runId), name));
  const member: MemberInput = { ...invocation.member, kind: invocation.kind ?? "member", runId };
  const begun = { ...invocation, member };
  const work = async () => withEarlier(begun, place.ended?.get(key) ?? (await performSomewhere(begun, place)));
  const result = await place.session.step(key, member, work);
  const news = place.accounts.news().map((one) => ({ type: "run.warning" as const, ...one }));
  await place.session.emit(...news);
  return result;
}

interface Begun extends Invocation {
  readonly member: MemberInput;
}

async function performSomewhere(begun: Begun, place: GroupPlace): Promise<MemberResult> {
  const { base, member, problem } = begun;
  if (problem !== undefined) return notStarted(problem, member);
  try {
    await checkRoom(place);
    if (base === undefined) return await performTogether(begun, place);
    const { inLane } = await import("./lanes.ts");
    const { done, laneId } = await inLane({ name: member.runId, base }, place, (lane) =>
      perform(begun, { ...place, ...lane }),
    );
    return laneId === undefined ? laneLost(done) : { ...done, laneId };
  } catch (error) {
    if (place.session.signal.aborted) return stoppedBefore(place.session.signal, member);
    if (!(error instanceof UserError)) throw error;
    return notStarted(error, member);
  }
}

/** In the folder that all members work in, be it a lane or the user's. */
async function performTogether(begun: Begun, place: GroupPlace): Promise<MemberResult> {
  const { lane } = place;
  const done = await perform(begun, { ...place, ...(await lane?.enter(begun.member)) });
  return lane?.isLost() === true ? laneLost(done) : done;
}

/** What it did is gone with the folder, whatever its agent says. */
function laneLost({ notAccepted: _notAccepted, failure: _failure, ...done }: MemberResult): MemberResult {
  const error = "The folder of its lane was deleted while it worked; what it had done there is lost.";
  const status = done.status === "succeeded" ? "failed" : done.status;
  const exitCode = done.exitCode === 0 ? 1 : done.exitCode;
  return { ...done, ok: false, status, exitCode, changedFiles: null, diff: null, checks: null, error };
}

/** Told to stop while its lane was made. */
function stoppedBefore({ reason }: AbortSignal, member: MemberInput): MemberResult {
  const why = typeof reason === "string" ? reason : "cancelled";
  const said = { status: "cancelled" as const, exitCode: interruptExitCode(why), error: `It was stopped: ${why}.` };
  return { ...notBegun(member), ...said };
}

/** Not compared in one of the tries: nobody knows what all of them have changed. */
function withEarlier({ changedBefore = [] }: Begun, result: MemberResult): MemberResult {
  const { changedFiles } = result;
  if (changedBefore === null || changedFiles === null) return { ...result, changedFiles: null };
  return { ...result, changedFiles: [...new Set([...changedBefore, ...changedFiles])].slice(0, SHOWN_FILES) };
}

async function perform(
  { member, source, own, answerSchema, summaryLines }: Begun,
  place: GroupPlace,
): Promise<MemberResult> {
  const { artifactsDir, cwd, shared, loaded, env, session, accounts, standIn, looks, onEvent } = place;
  const { runId } = member;
  const account = accounts.follow(runId);
  try {
    const input: RunPromptInput = {
      ...withProvider(shared, member),
      cwd,
      ...own,
      artifactsDir,
      runId,
      env,
      signal: session.signal,
      killSignal: session.kill,
      onEvent(event) {
        account.hear(event);
        return onEvent?.({ ...event, member: runId });
      },
    };
    await place.stayActive();
    const result = await runAs(input, {
      loaded,
      source,
      looks,
      budget: { signal: accounts.signal },
      ...(answerSchema === undefined ? {} : { answerSchema }),
    });
    await place.stayActive(); // now there are snapshots, and a place for the note
    if (result.ok) standIn.progress(result.provider);
    const cost = account.settle({ usage: result.tokenUsage, model: result.model });
    return memberResultOf(result, { member, summaryLines, cost });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return notStarted(error, member);
  }
}

/** Another one than was asked for knows nothing of that one's models. */
function withProvider({ model, ...shared }: SharedInput, { provider, model: own }: MemberInput): SharedInput {
  const kept = own ?? (provider === undefined || provider === shared.provider ? model : undefined);
  return { ...shared, ...(provider === undefined ? {} : { provider }), ...(kept === undefined ? {} : { model: kept }) };
}

/** What was wrong before the agent could start is a failed member, not the end of all others. */
function notStarted(error: UserError, member: MemberInput): MemberResult {
  const said = `${error.message.replace(/\.?$/, ".")} Try: ${error.fix}`;
  return { ...notBegun(member), exitCode: error.exitCode, error: said };
}

function notBegun({ kind, name, runId, provider = "" }: MemberInput): MemberResult {
  return {
    kind,
    name,
    runId,
    ok: false,
    status: "failed",
    exitCode: 1,
    provider,
    model: null,
    durationMs: 0,
    tokenUsage: NO_USAGE,
    cost: { kind: "unknown", why: "it did not start" },
    sessionId: null,
    changedFiles: [],
    summary: { text: "", from: "tail" },
  };
}

/** Its own, or one with a number when an earlier attempt, or a process that was killed, has left that one. */
function freeName(groupDir: string, name: string): string {
  for (let number = 1; ; number += 1) {
    const free = number === 1 ? name : `${name}.${number}`;
    if (!existsSync(join(groupDir, free))) return free;
  }
}
