import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { INTERRUPTS } from "../agent/interrupt.ts";
import type { RecordedEvent, RunEvent, RunFacts, RunStatus } from "../agent/events.ts";
import type { Session } from "../agent/task.ts";
import type { Redactor } from "../process/redact/redactor.ts";
import { isMember } from "./run-id.ts";
import type { Mode } from "../run-mode.ts";
import { writeAtomic } from "./atomic.ts";
import { foldRun, type RunState } from "./fold.ts";
import type { EarlierRun } from "./earlier-run.ts";
import { createJournal, type Journal, recordLost, reopenJournal } from "./journal.ts";
import { createOutputLog, type OutputLog } from "./output-log.ts";
import { thisProcess } from "../process/owner.ts";
import { prune } from "./prune.ts";
import { metaOf, summaryOf } from "./record.ts";
import { createRunDir, RUN_FILES } from "./run-dir.ts";
import { createSession } from "./session.ts";
import { stopRequested } from "./stop-request.ts";

/** What is known of a run before it starts. */
export interface RunSetup {
  readonly mode: Mode;
  readonly runId: string;
  readonly artifactsDir: string;
  readonly maxRunDirs: number;
  readonly version: string;
  readonly facts: RunFacts;
  /** Written to a file each, as the agent gets it but for secrets: by file name. */
  readonly prompts: Readonly<Record<string, string>>;
  /** What else is made from the journal when it has ended: JSON, by file name. */
  readonly views?: (state: RunState) => Readonly<Record<string, unknown>>;
  /** Whether an old run with these lanes stays, as {@link prune} asks. */
  readonly holds?: (laneIds: readonly string[]) => Promise<boolean>;
  /** Of a run that another process had begun: what its journal tells. */
  readonly earlier?: EarlierRun;
  readonly warnings: readonly { readonly message: string; readonly fix?: string }[];
  readonly env: Session["env"];
  readonly redactor: Redactor;
  readonly signal?: AbortSignal | undefined;
  readonly killSignal?: AbortSignal | undefined;
  readonly onEvent?: ((event: RecordedEvent) => void | Promise<void>) | undefined;
}

/** How a mode ended: what the journal's last line says. */
export interface Verdict {
  readonly status: RunStatus;
  readonly exitCode: number;
  readonly message?: string;
}

export interface FinishedRun {
  readonly state: RunState;
  readonly runDir: string;
}

/** How often we look whether the record is still there, and whether somebody asks us to stop. */
const LOOK_MS = 250;

/** The bracket round every mode: run directory, journal, session; and, whatever happens inside, a finished record. */
export async function withRun(setup: RunSetup, mode: (session: Session) => Promise<Verdict>): Promise<FinishedRun> {
  const record = await openRecord(setup);
  const { runDir, journal, log } = record;
  const watch = watchRecord(runDir, journal);
  try {
    let state = setup.earlier?.state;
    const session = createSession({
      runDir,
      env: setup.env,
      signal: anySignal(watch.signal, setup.signal),
      kill: anySignal(setup.killSignal),
      redactor: setup.redactor,
      journal,
      log,
      finished: setup.earlier?.finished ?? new Map(),
      onEvent(event) {
        state = foldRun(state, event);
        return setup.onEvent?.(event);
      },
    });
    // While the agent works; an old run that cannot be removed is no failure of this one.
    const pruned = isMember(setup.runId) ? undefined : pruneBeside(setup).catch(() => {});
    const verdict = setup.redactor.deep(await verdictOf(session, () => begin(setup, session, mode)));
    await session.emit({ type: "run.finished", ...verdict, redactions: setup.redactor.counts() });
    if (state === undefined) throw new Error("a run that has emitted events has a state");
    await writeViews(runDir, state, setup.views?.(state));
    await pruned;
    return { state, runDir };
  } finally {
    watch.stop();
    await Promise.all([journal.close(), log.close()]);
  }
}

function pruneBeside({ artifactsDir, mode, runId, maxRunDirs, holds }: RunSetup): Promise<void> {
  return prune({ artifactsDir, mode, current: runId, keep: maxRunDirs, holds });
}

async function begin(
  setup: RunSetup,
  session: Session,
  mode: (session: Session) => Promise<Verdict>,
): Promise<Verdict> {
  const warnings = [...setup.warnings, ...secretsInPrompt(setup)].map((warning): RunEvent => ({
    type: "run.warning",
    ...warning,
  }));
  await session.emit(await started(setup), ...(setup.earlier === undefined ? warnings : []));
  return mode(session);
}

/** When a run begins, its prompt is all that was looked through. */
function secretsInPrompt({ redactor }: RunSetup): RunSetup["warnings"] {
  const names = Object.keys(redactor.counts().byName);
  if (names.length === 0) return [];
  return [
    {
      message: `The prompt holds secrets (${names.join(", ")}), and the agent's service gets them; prompt.md is without, also for an agent that reads it.`,
      fix: "Take them out: an agent can read what it needs from its environment",
    },
  ];
}

/** A mode that throws has failed too, and the journal should say so before the error travels on. */
async function verdictOf(session: Session, mode: () => Promise<Verdict>): Promise<Verdict> {
  try {
    return await mode();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    await session.emit({ type: "run.finished", status: "failed", exitCode: 1, message }).catch(() => {}); // the first error counts
    throw error;
  }
}

interface OpenRecord {
  readonly runDir: string;
  readonly journal: Journal;
  readonly log: OutputLog;
}

async function openRecord({ artifactsDir, runId, prompts, redactor, earlier }: RunSetup): Promise<OpenRecord> {
  const isNew = earlier === undefined;
  const runDir = isNew ? createRunDir(artifactsDir, runId) : join(artifactsDir, runId);
  const path = (file: keyof typeof RUN_FILES) => join(runDir, RUN_FILES[file]);
  // It says how the run had ended, and who finds it takes the run for one that is over: `runs list`, and what prunes.
  if (!isNew) await rm(path("meta"), { force: true });
  const [journal, log, written] = await Promise.allSettled([
    isNew ? createJournal(path("journal"), redactor) : reopenJournal(path("journal"), redactor),
    createOutputLog(path("log"), { isNew }),
    isNew ? writePrompts(runDir, { prompts, redactor }) : undefined,
  ]);
  if (journal.status === "fulfilled" && log.status === "fulfilled" && written.status === "fulfilled") {
    return { runDir, journal: journal.value, log: log.value };
  }
  for (const file of [journal, log]) if (file.status === "fulfilled") await file.value.close();
  const failed = [journal, log, written].find((one) => one.status === "rejected");
  return recordLost(runDir, failed?.reason);
}

async function writePrompts(runDir: string, { prompts, redactor }: Pick<RunSetup, "prompts" | "redactor">) {
  const files = Object.entries(prompts);
  await Promise.all(
    files.map(([name, text]) => writeFile(join(runDir, name), redactor.text(text), { flag: "wx", mode: 0o600 })),
  );
}

/** What is made from the journal for those who want to read no journal. */
async function writeViews(runDir: string, state: RunState, more: Readonly<Record<string, unknown>> = {}) {
  const json = Object.entries({ ...more, [RUN_FILES.meta]: metaOf(state) });
  await Promise.all([
    writeAtomic(join(runDir, RUN_FILES.summary), summaryOf(state)),
    ...json.map(([file, view]) => writeAtomic(join(runDir, file), `${JSON.stringify(view, null, 2)}\n`)),
  ]);
}

/** Aborts when somebody asks this run to stop, or when its journal is deleted (the next write then says so). */
function watchRecord(runDir: string, journal: Journal): { readonly signal: AbortSignal; stop(): void } {
  const stop = new AbortController();
  const timer = setInterval(() => {
    try {
      journal.check();
      if (stopRequested(runDir)) stop.abort(INTERRUPTS.SIGTERM.why);
    } catch {
      stop.abort("the record of the run was deleted");
    }
  }, LOOK_MS);
  return { signal: stop.signal, stop: () => clearInterval(timer) };
}

function anySignal(...signals: readonly (AbortSignal | undefined)[]): AbortSignal {
  return AbortSignal.any(signals.filter((signal) => signal !== undefined));
}

async function started({ runId, mode, version, facts, earlier }: RunSetup): Promise<RunEvent> {
  const owner = await thisProcess();
  if (earlier !== undefined) return { type: "run.resumed", version, owner };
  return { type: "run.started", runId, mode, version, owner, plan: facts };
}
