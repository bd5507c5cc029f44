import { isAbsolute, relative } from "node:path";
import type { RecordedEvent } from "../agent/events.ts";
import { agentEventOf } from "../providers/agent-event.ts";
import type { AgentEvent, ToolUse } from "../providers/provider.ts";
import { CWD, replaceDeep, type Content, type RecordingHeader, type Step } from "./recording.ts";

export interface RecordingSource {
  /** The run's events in order; those that are not the agent's are passed over. */
  readonly events: readonly RecordedEvent[];
  /** The workspace. Absolute. */
  readonly cwd: string;
  readonly provider: string;
  readonly model: string | null;
  /** `prompts-gpt 0.1.0` */
  readonly createdWith: string;
  /** A file as it stands after the run; undefined when it is gone. Absolute path. */
  readonly readFile: (path: string) => Uint8Array | undefined;
}

/**
 * A recording of a run. Shell commands are recorded as they were and run again; an edited file is written as it stood
 * after the run; everything else is said again. It is redacted by whoever writes it.
 */
export function makeRecording(source: RecordingSource): string {
  const { provider, model, createdWith, cwd } = source;
  const header: RecordingHeader = { schemaVersion: 1, provider, model, createdWith };
  const lines = [header, ...stepsOf(source).map((step) => replaceDeep(step, cwd, CWD))];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}

function stepsOf(source: RecordingSource): Step[] {
  const begin = Date.parse(source.events[0]?.time ?? "");
  const tools = new Map<string, ToolUse>();
  const steps = source.events.flatMap((recorded) => {
    const event = agentEventOf(recorded);
    if (event === undefined) return [];
    const at = Math.max(0, Date.parse(recorded.time) - begin) || 0;
    if (event.type === "agent.tool.started") tools.set(event.id, event.tool);
    return stepOf(event, tools, source).map((step): Step => ({ at, ...step }));
  });
  const failed = steps.some((step) => "line" in step && typeof step.line === "object" && isFailure(step.line));
  return failed ? [...steps, { at: steps.at(-1)?.at ?? 0, exit: 1 }] : steps;
}

function isFailure(event: AgentEvent): boolean {
  return event.type === "agent.final" && !event.ok;
}

type Doing = Step extends infer S ? (S extends Step ? Omit<S, "at"> : never) : never;

/** A tool is done again where it finished, so that a denied one is only told of. */
function stepOf(event: AgentEvent, tools: ReadonlyMap<string, ToolUse>, source: RecordingSource): Doing[] {
  if (event.type === "agent.tool.started") return isDone(event.tool) ? [] : [{ line: event }];
  if (event.type !== "agent.tool.finished") return [{ line: event }];
  const tool = event.tool ?? tools.get(event.id);
  if (tool === undefined || event.status === "denied" || !isDone(tool)) return [{ line: event }];
  if (tool.kind === "shell") return [{ shell: withoutShell(tool.command) }];
  return tool.kind === "edit" ? tool.changes.flatMap((change) => editStep(change.path, source)) : [];
}

function isDone(tool: ToolUse): boolean {
  return tool.kind !== "other";
}

/** Codex tells of `/bin/bash -c 'command'`; a path to somebody's shell does not belong into a recording. */
function withoutShell(command: string): string {
  const quoted = /^(?:\S*\/)?(?:ba|z|da)?sh -l?c '((?:[^']|'\\'')*)'$/.exec(command)?.[1];
  return quoted === undefined ? command : quoted.replaceAll("'\\''", "'");
}

function editStep(path: string, { cwd, readFile }: RecordingSource): Doing[] {
  const inside = isAbsolute(path) ? relative(cwd, path) : path;
  if (inside === "" || inside.startsWith("..") || isAbsolute(inside)) return [];
  const file = isAbsolute(path) ? path : `${cwd}/${path}`;
  const bytes = readFile(file);
  return [bytes === undefined ? { delete: inside } : { write: { path: inside, ...contentOf(bytes) } }];
}

function contentOf(bytes: Uint8Array): Content {
  try {
    return { content: new TextDecoder("utf8", { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { base64: Buffer.from(bytes).toString("base64") }; // no text: kept byte for byte
  }
}
