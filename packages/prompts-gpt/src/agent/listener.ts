import type { AgentEvent, TokenUsage, ToolUse } from "../providers/provider.ts";
import { clip } from "./clip.ts";
import { deniedOnStderr } from "./failure.ts";
import { difference, NO_USAGE, usageAfter } from "./usage.ts";

/** What is known of an agent when it has said its last word. */
export interface Heard {
  /** The closing event, when the CLI sent one. */
  readonly final?: Extract<AgentEvent, { type: "agent.final" }>;
  /** The final answer: of the closing event, else the last text; at most 64 KiB. */
  readonly output: string;
  readonly usage: TokenUsage;
  readonly sessionId?: string;
  readonly model?: string;
  readonly denied: number;
  /** True when at least one edit or shell command went through. */
  readonly acted: boolean;
  /** The end of what it wrote to stderr. */
  readonly stderrTail: string;
  /** What it called an error or a notice on the way. */
  readonly notices: readonly string[];
}

interface AgentSession {
  readonly sessionId: string;
  readonly model?: string;
}

const TAIL_BYTES = 8 * 1024;
const OUTPUT_BYTES = 64 * 1024;
const NOTICES = 20;
/** Far more than any agent has at work at once; ids that never finish must not fill the memory. */
const TOOLS_AT_WORK = 1000;

/** Folds what an agent says into what there is to know of it; bounded, however much it says. */
export class Listener {
  #final: Heard["final"];
  #text = "";
  /** Whether the last event was a piece of a text: the next piece goes on there. */
  #isOpen = false;
  #usage: { readonly usage: TokenUsage; readonly cumulative: boolean } | undefined;
  #session: AgentSession | undefined;
  #deniedTools = 0;
  #acted = false;
  /** Kinds of the tools that are at work, by id. */
  readonly #running = new Map<string, ToolUse["kind"]>();
  #textTail: Buffer = Buffer.alloc(0);
  #stderr: Buffer = Buffer.alloc(0);
  #notices: string[] = [];

  /** False for what is known already: OpenCode tells its session at every step. */
  hear(event: AgentEvent): boolean {
    if (event.type === "agent.session" && isSame(event, this.#session)) return false;
    this.#take(event);
    this.#isOpen = event.type === "agent.text";
    return true;
  }

  #take(event: AgentEvent): void {
    switch (event.type) {
      case "agent.session":
        this.#session = event;
        break;
      case "agent.text":
        this.#text = event.delta === true && this.#isOpen ? clip(this.#text + event.text, OUTPUT_BYTES) : event.text;
        break;
      case "agent.usage":
        this.#usage = { usage: usageAfter(this.#usage?.usage, event), cumulative: event.cumulative };
        break;
      case "agent.final":
        if (this.#final?.ok !== false || this.#final.aborted !== true) this.#final = event;
        break;
      case "agent.tool.started":
        if (this.#running.size < TOOLS_AT_WORK) this.#running.set(clip(event.id, 200), event.tool.kind);
        break;
      case "agent.tool.finished":
        this.#finish(event);
        break;
      case "agent.notice":
      case "agent.retry":
        this.#notices = [...this.#notices, clip(event.message, 2000)].slice(-NOTICES);
        break;
      case "agent.reasoning":
        break;
    }
  }

  /** Some CLIs tell what a tool does only where it starts. */
  #finish({ id, status, tool }: Extract<AgentEvent, { type: "agent.tool.finished" }>): void {
    const kind = tool?.kind ?? this.#running.get(clip(id, 200)) ?? "other";
    this.#running.delete(clip(id, 200));
    if (status === "denied") this.#deniedTools++;
    if (status === "ok" && kind !== "other") this.#acted = true;
  }

  /** For providers whose output is the answer. */
  hearText(bytes: Buffer): void {
    this.#textTail = tailOf(this.#textTail, bytes, OUTPUT_BYTES);
  }

  /** A tail may start inside a character; what is left of it is dropped. */
  #lastText(): string {
    return this.#textTail.length === 0 ? this.#text : this.#textTail.toString("utf8").replace(/^\uFFFD+/, "");
  }

  hearStderr(bytes: Buffer): void {
    this.#stderr = tailOf(this.#stderr, bytes, TAIL_BYTES);
  }

  /** `before`: what the agent's session had used before this run, for CLIs that count the whole session. */
  result(before: TokenUsage | undefined): Heard {
    const { usage, cumulative } = this.#usage ?? { usage: NO_USAGE, cumulative: false };
    const final = this.#final;
    const stderrTail = this.#stderr.toString("utf8");
    return {
      ...(final === undefined ? {} : { final }),
      ...(this.#session === undefined ? {} : { sessionId: this.#session.sessionId }),
      ...(this.#session?.model === undefined ? {} : { model: this.#session.model }),
      output: clip((final?.ok === true ? final.text : undefined) ?? this.#lastText(), OUTPUT_BYTES),
      usage: cumulative && before !== undefined ? difference(usage, before) : usage,
      denied: Math.max(this.#deniedTools, final?.denied ?? 0) + deniedOnStderr(stderrTail),
      acted: this.#acted,
      stderrTail,
      notices: this.#notices,
    };
  }
}

function isSame(one: AgentSession, other: AgentSession | undefined): boolean {
  return one.sessionId === other?.sessionId && one.model === other.model;
}

/** The last `length` bytes of both. */
function tailOf(before: Buffer, bytes: Buffer, length: number): Buffer {
  if (bytes.length >= length) return Buffer.from(bytes.subarray(-length)); // a copy: the block it is part of is not kept
  return Buffer.concat([before.subarray(-(length - bytes.length)), bytes]);
}
