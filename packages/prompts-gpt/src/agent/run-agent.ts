import { type Block, linesOf } from "../process/line-blocks.ts";
import { agentMarker } from "../process/marker.ts";
import { type Ended, type Stage, stageAgent } from "../process/supervise.ts";
import type { AgentEvent, Provider } from "../providers/provider.ts";
import { characterEnd, clipDeep } from "./clip.ts";
import type { RunEvent } from "./events.ts";
import { classify } from "./failure.ts";
import { type Heard, Listener } from "./listener.ts";
import type { Outcome } from "./outcome.ts";
import { redactLines } from "./redact-lines.ts";
import type { RunAgent, Session, Task } from "./task.ts";
import { takeUsageFile } from "./usage-file.ts";

/** Droid needs up to 7 s for a clean end, the others less than one (measured). */
const GRACE_MS = 8000;
/** A field of an event is never longer; the whole stands in output.log. */
const MAX_FIELD_BYTES = 64 * 1024;
const OPEN_BRACE = 0x7b;
const LF = 0x0a;
const LINE_END = Buffer.from([LF]);

/** An agent that is ready to start, for one task. */
export interface PreparedAgent {
  readonly run: RunAgent;
  /** To be called in the end, whether it ran or not. */
  close(): Promise<void>;
}

/**
 * Starts the agent, watches it, and says truthfully how it ended. `withWorkspace` adds the trees before and after.
 * What takes time and changes nothing is begun here, while the run's record is being opened; the agent itself starts
 * in `run`. Throws what the provider refuses.
 */
export function prepareAgent(provider: Provider, task: Task, { runDir, env, mounts }: AgentPlace): PreparedAgent {
  const command = provider.command(task);
  const staged = stageAgent(command, {
    cwd: task.cwd,
    env,
    mounts,
    marker: agentMarker(runDir, task.key),
    keepProcesses: task.keepProcesses,
  });
  return {
    close: staged.abandon,
    async run(task, session) {
      const startedAt = new Date().toISOString();
      const hearing: Hearing = { task, provider, session, listener: new Listener() };
      const lines = {
        stdout: redactLines(session.redactor, { isJson: provider.output === "jsonl" }),
        stderr: redactLines(session.redactor, { isJson: false }),
      };
      const ended = await staged.run({
        limits: {
          total: task.limits.timeoutSeconds * 1000,
          idle: task.limits.idleTimeoutSeconds * 1000,
          grace: GRACE_MS,
        },
        signal: session.signal,
        kill: session.kill,
        // Text is told in pieces as it comes; only of an event the whole line is needed.
        ...(provider.output === "text" ? { maxLineBytes: MAX_FIELD_BYTES } : {}),
        // The prompt stands in prompt.md; here it would be a second copy of up to megabytes.
        onStarted: (supervision) =>
          session.emit({ type: "agent.started", task: task.key, command: { ...command, stdin: "" }, supervision }),
        redactor: session.redactor,
        async onBlock(block, from) {
          for (const clean of lines[from].take(block)) await hear(hearing, clean, from);
        },
      });
      for (const from of ["stdout", "stderr"] as const)
        for (const rest of lines[from].end()) await hear(hearing, rest, from);
      await hearUsage(hearing);
      await session.emit({ type: "agent.ended", task: task.key, leftProcesses: ended.leftProcesses });
      return outcomeOf(hearing, ended, startedAt);
    },
  };
}

type AgentPlace = Pick<Session, "runDir" | "env"> & Required<Pick<Stage, "mounts">>;

/** What stands in a file for us and in no line of its output. */
async function hearUsage({ task, provider: { usageFile }, session, listener }: Hearing): Promise<void> {
  const text = usageFile && takeUsageFile(usageFile.path(task));
  if (usageFile === undefined || text === undefined) return;
  for (const event of usageFile.read(text)) {
    listener.hear(event);
    await session.emit({ ...event, task: task.key });
  }
}

interface Hearing {
  readonly task: Task;
  readonly provider: Provider;
  readonly session: Session;
  readonly listener: Listener;
  /** Where the line began that the log ends in. */
  open?: "stdout" | "stderr" | undefined;
}

/** One block of output: into the log, and what it says as events, all in one append. Both are written at once. */
async function hear(hearing: Hearing, block: Block, from: "stdout" | "stderr"): Promise<void> {
  const { session, listener } = hearing;
  // Two ends of lines that stand side by side would read as one: as a secret, even.
  if (hearing.open !== undefined && hearing.open !== from) await session.log(LINE_END).written;
  hearing.open = block.bytes.at(-1) === LF ? undefined : from;
  const { offset, written } = session.log(block.bytes);
  if (from === "stderr") listener.hearStderr(block.bytes);
  await Promise.all([written, from === "stdout" ? session.emit(...said(hearing, block, offset)) : undefined]);
}

function said(hearing: Hearing, { kind, bytes }: Block, offset: number): RunEvent[] {
  if (hearing.provider.output === "text") return textIn(hearing, bytes, offset);
  return kind === "lines" ? eventsIn(hearing, bytes, offset) : [];
}

function textIn({ task, listener }: Hearing, bytes: Buffer, offset: number): RunEvent[] {
  listener.hearText(bytes);
  const events: RunEvent[] = [];
  for (let at = 0, end = 0; at < bytes.length; at = end) {
    end = characterEnd(bytes, at + MAX_FIELD_BYTES);
    const span = { offset: offset + at, length: end - at };
    events.push({ type: "agent.text", task: task.key, text: bytes.toString("utf8", at, end), span });
  }
  return events;
}

function eventsIn({ task, provider, listener }: Hearing, block: Buffer, offset: number): RunEvent[] {
  const events: RunEvent[] = [];
  for (const line of linesOf(block)) {
    if (line.bytes[0] !== OPEN_BRACE) continue; // banners and progress are no events; they stand in the log
    for (const event of provider.read(line.bytes.toString("utf8"))) {
      if (!listener.hear(event)) continue;
      events.push(short(event, task.key, { offset: offset + line.offset, length: line.bytes.length }));
    }
  }
  return events;
}

/** The event for the journal: long texts cut, with the place in the log where the whole line stands. */
function short(event: AgentEvent, task: string, span: { readonly offset: number; readonly length: number }): RunEvent {
  if (span.length <= MAX_FIELD_BYTES) return { ...event, task };
  const { value, clipped } = clipDeep(event, MAX_FIELD_BYTES);
  return { ...value, task, ...(clipped ? { span } : {}) };
}

function outcomeOf({ task, provider, listener }: Hearing, ended: Ended, startedAt: string): Outcome {
  const heard = listener.result(task.resume?.usage);
  const failure = classify({ exit: ended.exit, provider, limits: task.limits, ...heard });
  return {
    exit: ended.exit,
    ...(failure === undefined ? {} : { failure }),
    ...pick(heard),
    leftProcesses: ended.leftProcesses,
    before: null,
    after: null,
    startedAt,
    endedAt: new Date().toISOString(),
  };
}

function pick({ output, usage, denied, acted, sessionId, model }: Heard) {
  return {
    output,
    usage,
    denied,
    acted,
    ...(sessionId === undefined ? {} : { sessionId }),
    ...(model === undefined ? {} : { model }),
  };
}
