import { setTimeout as sleep } from "node:timers/promises";
import { brief, type Json, object, objects, text } from "../providers/json.ts";
import type { AgentEvent } from "../providers/provider.ts";
import { statusOf, type ToolCall, toolCallAfter, toolUseOf } from "./tool-call.ts";

/** A field of an event is never longer in the record; the library has bounded the message already. */
const MAX_OUTPUT = 64 * 1024;
const MAX_THOUGHT = 64 * 1024;
/** Far more than any agent has at work at once. */
const MOST_CALLS = 1000;

interface Known {
  readonly call: ToolCall;
  readonly told: "no" | "started" | "finished";
}

/** What the agent tells of its work (`session/update`), said in our own words. */
export class Updates {
  /** False until the prompt is sent: what comes before is an earlier run's, told again. */
  isHeard = false;
  /** Dollars that the whole session has cost so far, where the agent tells. */
  cost: number | undefined;
  /** Tool calls that were denied. */
  denied = 0;
  /** Called when the agent says that it is in another mode now, after the prompt. */
  onMode: (mode: string) => void = () => {};
  readonly #print: (event: AgentEvent) => void;
  /** How a terminal of ours ended: its exit code. */
  readonly #exitCodeOf: (terminal: string) => number | undefined;
  readonly #calls = new Map<string, Known>();
  #count = 0;
  #thought = "";
  #message: string | undefined;

  constructor(print: (event: AgentEvent) => void, exitCodeOf: (terminal: string) => number | undefined) {
    this.#print = print;
    this.#exitCodeOf = exitCodeOf;
  }

  /** Resolves when nothing was told for `quiet` ms, or after `most`: of an earlier conversation that is told again. */
  async untilQuiet({ quiet, most }: { readonly quiet: number; readonly most: number }): Promise<void> {
    for (let waited = 0, before = -1; waited < most && before !== this.#count; waited += quiet) {
      before = this.#count;
      await sleep(quiet);
    }
  }

  /** The parameters of a `session/update`. */
  hear(params: Json): void {
    this.#count++;
    const update = object(params["update"]);
    const { amount, currency } = object(update["cost"]);
    if (typeof amount === "number" && currency === "USD" && amount >= 0) this.cost = amount;
    if (this.isHeard) this.#take(update);
  }

  #take(update: Json): void {
    const content = text(object(update["content"])["text"]);
    switch (update["sessionUpdate"]) {
      case "agent_message_chunk":
        return content === undefined || content === "" ? undefined : this.#say(content, text(update["messageId"]));
      case "agent_thought_chunk":
        this.#thought = (this.#thought + (content ?? "")).slice(0, MAX_THOUGHT);
        return;
      case "tool_call":
      case "tool_call_update":
        return this.#hearCall(update);
      case "plan":
        return this.print({ type: "agent.notice", message: planIn(update) });
      case "current_mode_update":
        return this.onMode(text(update["currentModeId"]) ?? "");
      case "notice":
        return this.print({ type: "agent.notice", message: brief(update["title"]) });
    }
  }

  #say(content: string, message: string | undefined): void {
    const goesOn = message === this.#message ? { delta: true as const } : {};
    this.#message = message;
    this.print({ type: "agent.text", text: content, ...goesOn });
  }

  /** Says it, after the thought that came before it. */
  print(event: AgentEvent): void {
    if (this.#thought !== "") this.#print({ type: "agent.reasoning", text: this.#thought });
    this.#thought = "";
    this.#print(event);
  }

  /** What is known of a call with what a message tells of it. */
  callAfter(told: Json): ToolCall {
    return toolCallAfter(this.#calls.get(idOf(told))?.call, told);
  }

  #hearCall(told: Json): void {
    const call = this.callAfter(told);
    if (call.status === "completed" || call.status === "failed") this.#finish(told, call, statusOf(this.#ended(call)));
    else if (call.status === "in_progress") this.start(told);
    else this.#keep(told, call, "no");
  }

  #ended(call: ToolCall): ToolCall {
    const exitCode = call.exitCode ?? (call.terminal === undefined ? undefined : this.#exitCodeOf(call.terminal));
    return { ...call, exitCode };
  }

  /** It is about to be done, as far as is known. */
  start(told: Json): void {
    const known = this.#calls.get(idOf(told));
    const call = this.callAfter(told);
    this.#keep(told, call, "started");
    if ((known?.told ?? "no") === "no")
      this.print({ type: "agent.tool.started", id: idOf(told), tool: toolUseOf(call) });
  }

  /** It was asked for and not allowed; what the agent says of it later changes nothing. */
  deny(told: Json, output: string): void {
    this.start(told);
    this.#finish(told, { ...this.callAfter(told), output }, "denied");
  }

  #finish(told: Json, call: ToolCall, status: "ok" | "failed" | "denied"): void {
    if (this.#calls.get(idOf(told))?.told === "finished") return;
    this.start(told);
    this.#keep(told, call, "finished");
    if (status === "denied") this.denied++;
    const { exitCode, output = "" } = this.#ended(call);
    this.print({
      type: "agent.tool.finished",
      id: idOf(told),
      status,
      tool: toolUseOf(call),
      ...(exitCode === undefined ? {} : { exitCode }),
      ...(output === "" ? {} : { output: output.slice(0, MAX_OUTPUT) }),
    });
  }

  #keep(told: Json, call: ToolCall, state: Known["told"]): void {
    const id = idOf(told);
    const isFinished = state === "finished" || this.#calls.get(id)?.told === "finished";
    this.#calls.delete(id); // and in again as the newest
    this.#calls.set(id, { call, told: isFinished ? "finished" : state });
    const [oldest] = this.#calls.keys();
    if (this.#calls.size > MOST_CALLS && oldest !== undefined) this.#calls.delete(oldest);
  }
}

function idOf(told: Json): string {
  return brief(text(told["toolCallId"]) ?? "?");
}

function planIn(update: Json): string {
  const entries = objects(update["entries"]).slice(0, 50);
  const marks: Readonly<Record<string, string>> = { completed: "[x]", in_progress: "[>]" };
  const lines = entries.map((one) => `${marks[text(one["status"]) ?? ""] ?? "[ ]"} ${brief(one["content"])}`);
  return `Plan: ${lines.join("; ")}`;
}
