import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RecordedEvent, RunEvent, RunFacts, RunStatus } from "../agent/events.ts";
import type { Session } from "../agent/task.ts";
import { writeAtomic } from "./atomic.ts";
import { foldRun, type RunState } from "./fold.ts";
import { createJournal, type Journal, recordLost } from "./journal.ts";
import { createOutputLog } from "./output-log.ts";
import { thisProcess } from "./owner.ts";
import { prune } from "./prune.ts";
import { metaOf, summaryOf } from "./record.ts";
import { createRunDir, RUN_FILES } from "./run-dir.ts";
import { createSession } from "./session.ts";

/** What is known of a run before it starts. */
export interface RunSetup {
  readonly runId: string;
  readonly artifactsDir: string;
  readonly maxRunDirs: number;
  readonly version: string;
  readonly facts: RunFacts;
  /** Written to prompt.md, exactly as the agent gets it. */
  readonly prompt: string;
  readonly warnings: readonly { readonly message: string; readonly fix?: string }[];
  readonly env: Session["env"];
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

/** How often we look whether the record is still there while the agent says nothing. */
const LOOK_MS = 1000;

/** The bracket round every mode: run directory, journal, session; and, whatever happens inside, a finished record. */
export async function withRun(setup: RunSetup, mode: (session: Session) => Promise<Verdict>): Promise<FinishedRun> {
  const runDir = await createRunDir(setup.artifactsDir, setup.runId);
  const path = (file: keyof typeof RUN_FILES) => join(runDir, RUN_FILES[file]);
  const [journal, log, begin] = await Promise.all([
    createJournal(path("journal")),
    createOutputLog(path("log")),
    started(setup),
    writeFile(path("prompt"), setup.prompt, { flag: "wx", mode: 0o600 }),
  ]).catch((error: unknown) => recordLost(runDir, error));
  let state: RunState | undefined;
  const lost = watchRecord(journal);
  const session = createSession({
    runDir,
    env: setup.env,
    signal: anySignal(lost.signal, setup.signal),
    kill: anySignal(setup.killSignal),
    journal,
    log,
    finished: new Map(),
    onEvent(event) {
      state = foldRun(state, event);
      return setup.onEvent?.(event);
    },
  });
  try {
    await session.emit(begin, ...setup.warnings.map((warning): RunEvent => ({ type: "run.warning", ...warning })));
    // While the agent works; an old run that cannot be removed is no failure of this one.
    const pruned = prune(setup.artifactsDir, setup.maxRunDirs).catch(() => {});
    await session.emit({ type: "run.finished", ...(await verdictOf(mode, session)) });
    if (state === undefined) throw new Error("a run that has emitted events has a state");
    const finished = state;
    await Promise.all([
      writeAtomic(path("summary"), summaryOf(finished)),
      writeAtomic(path("meta"), `${JSON.stringify(metaOf(finished), null, 2)}\n`),
      pruned,
    ]);
    return { state: finished, runDir };
  } finally {
    lost.stop();
    await Promise.all([journal.close(), log.close()]);
  }
}

/** A mode that throws has failed too, and the journal should say so before the error travels on. */
async function verdictOf(mode: (session: Session) => Promise<Verdict>, session: Session): Promise<Verdict> {
  try {
    return await mode(session);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    await session.emit({ type: "run.finished", status: "failed", exitCode: 1, message }).catch(() => {}); // the first error counts
    throw error;
  }
}

/** Aborts when the journal is deleted; the next write then says what happened. */
function watchRecord(journal: Journal): { readonly signal: AbortSignal; stop(): void } {
  const lost = new AbortController();
  const timer = setInterval(() => {
    try {
      journal.check();
    } catch {
      lost.abort("the record of the run was deleted");
    }
  }, LOOK_MS);
  return { signal: lost.signal, stop: () => clearInterval(timer) };
}

function anySignal(...signals: readonly (AbortSignal | undefined)[]): AbortSignal {
  return AbortSignal.any(signals.filter((signal) => signal !== undefined));
}

async function started({ runId, version, facts }: RunSetup): Promise<RunEvent> {
  return { type: "run.started", runId, mode: "run", version, owner: await thisProcess(), plan: facts };
}
