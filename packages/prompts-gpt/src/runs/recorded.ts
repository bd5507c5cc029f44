import type { RecordedEvent } from "../agent/events.ts";
import { isMap } from "../is-map.ts";

type Kind = "string" | "number" | "boolean" | "object";

/** What is read from the events that a record is made of. What agents say is told, and decides nothing. */
const FIELDS: Readonly<Partial<Record<RecordedEvent["type"], Readonly<Record<string, Kind>>>>> = {
  "run.started": { runId: "string", mode: "string", version: "string", owner: "object", plan: "object" },
  "run.resumed": { version: "string", owner: "object" },
  "run.warning": { message: "string" },
  "member.lost": { name: "string", runId: "string", provider: "string", tokenUsage: "object" },
  "part.finished": { part: "string", ok: "boolean" },
  "step.started": { key: "string" },
  "step.finished": { key: "string" },
  "guard.refused": { rule: "string", command: "string" },
  "agent.usage": { usage: "object" },
  "agent.ended": { leftProcesses: "object" },
  "workspace.changed": { changes: "object" },
  "run.finished": { status: "string", exitCode: "number" },
};

/** Our own file, but an agent can write there: what is no event of ours is none. The schema is for other readers. */
export function isRecorded(value: unknown): value is RecordedEvent {
  if (!isMap(value) || value["schemaVersion"] !== 1) return false;
  const { type, seq, time } = value;
  if (typeof type !== "string" || !Number.isSafeInteger(seq) || typeof time !== "string") return false;
  const fields = Object.entries((FIELDS as Readonly<Record<string, Readonly<Record<string, Kind>>>>)[type] ?? {});
  return fields.every(([name, kind]) => typeof value[name] === kind && value[name] !== null);
}
