import { defined } from "../../defined.ts";
import { allNeeds } from "../../pipeline/graph.ts";
import type { Outcome } from "../../pipeline/condition.ts";
import { type Attempt, type Start, schedule } from "../../pipeline/schedule.ts";
import { summariesIn } from "../../pipeline/summaries.ts";
import { SUMMARY_LINES } from "../../agent/summary.ts";
import type { MemberResult } from "../../runs/member.ts";
import { invokeWithRetries } from "../group/attempts.ts";
import type { GroupPlace } from "../group/group-place.ts";
import { sharedOf } from "../group/shared-input.ts";
import { StandIn } from "../group/stand-in.ts";
import type { PromptSource } from "../prompt-source.ts";
import type { PlannedStep } from "./planned-step.ts";
import { stepPrompt, type Told } from "./step-prompt.ts";
import { askedFor } from "./step-wish.ts";

/** Steps that are to be done, and what each is asked. */
export interface StepWork {
  readonly steps: readonly PlannedStep[];
  sourceOf(id: string): PromptSource;
  readonly place: GroupPlace;
  /** How many at once. */
  readonly concurrency: number;
}

/** How steps ended. */
export interface StepsEnd {
  /** Of each that will not begin any more. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
  /** All attempts at a step, by its id. */
  readonly results: ReadonlyMap<string, readonly MemberResult[]>;
}

/** Does the steps, each as soon as it may begin. */
export async function runSteps(work: StepWork): Promise<StepsEnd> {
  const runner = new StepRunner(work);
  try {
    return await runner.run();
  } finally {
    await runner.settled(); // also after an error of ours nobody works on unseen
  }
}

class StepRunner {
  readonly #work: StepWork;
  readonly #ended = new Map<string, Attempt[]>();
  readonly #results = new Map<string, MemberResult[]>();
  readonly #going = new Map<string, Promise<void>>();
  readonly #told = new Set<string>();
  /** By provider: its limits are no business of the others. */
  readonly #standIns = new Map<string, StandIn>();
  #outcomes: ReadonlyMap<string, Outcome> = new Map();

  constructor(work: StepWork) {
    this.#work = work;
  }

  async run(): Promise<StepsEnd> {
    const { steps, place, concurrency } = this.#work;
    const writes = ({ access }: PlannedStep) => access !== "read";
    for (;;) {
      const running = new Set(this.#going.keys());
      const { start, outcomes, isOver } = schedule(steps, { ended: this.#ended, running, writes });
      this.#outcomes = outcomes;
      const isStopped = place.session.signal.aborted;
      // At once: while somebody is told, steps end, and this schedule is not true any more.
      if (!isStopped) for (const next of start.slice(0, concurrency - running.size)) this.#begin(next);
      if (!isStopped) await this.#tell(outcomes);
      if (isOver || (isStopped && running.size === 0)) return { outcomes, results: this.#results };
      if (running.size === 0 && start.length === 0) throw new Error("steps wait for each other");
      if (this.#going.size > 0) await Promise.race(this.#going.values());
    }
  }

  async settled(): Promise<void> {
    await Promise.allSettled(this.#going.values());
  }

  async #tell(outcomes: ReadonlyMap<string, Outcome>): Promise<void> {
    const { session } = this.#work.place;
    for (const [part, outcome] of outcomes) {
      if (this.#told.has(part)) continue;
      this.#told.add(part);
      const ok = outcome === "succeeded";
      await session.emit({ type: "part.finished", part, ok, ...(outcome === "succeeded" ? {} : { stopped: outcome }) });
    }
  }

  #begin(next: Start<PlannedStep>): void {
    const { id } = next.step;
    this.#going.set(
      id,
      this.#attempt(next).finally(() => this.#going.delete(id)),
    );
  }

  async #attempt({ step, attempt, said }: Start<PlannedStep>): Promise<void> {
    const { id, promptFile, verify, timeoutSeconds, access, retries } = step;
    const source = this.#work.sourceOf(id);
    const before =
      said === undefined ? undefined : { said, summary: this.#results.get(id)?.at(-1)?.summary ?? NOTHING };
    const text = this.#promptOf(step, { text: source.text, before });
    const result = await invokeWithRetries(
      {
        member: {
          name: attempt === 1 ? `step-${id}` : `step-${id}.try-${attempt}`,
          part: id,
          promptFile,
          attempt: 1,
          access,
          ...(retries === 0 ? {} : { turn: { number: attempt, of: retries + 1 } }),
        },
        source: { ...source, text, findings: [] },
        own: { verify, timeoutSeconds },
        summaryLines: SUMMARY_LINES,
      },
      { place: this.#placeOf(step), maxRetries: 0 }, // only what verify refuses is sent back
    );
    this.#results.set(id, [...(this.#results.get(id) ?? []), result]);
    this.#ended.set(id, [...(this.#ended.get(id) ?? []), attemptOf(result)]);
  }

  #promptOf({ id, needs }: PlannedStep, { text, before }: Asked): string {
    const { steps, sourceOf } = this.#work;
    const known = allNeeds(id, steps);
    const isTold = steps.some((one) => one.needs.includes(id) || summariesIn(sourceOf(one.id).text).includes(id));
    const toldOf = (other: string) => (known.has(other) ? this.#toldOf(other) : undefined);
    return stepPrompt({ id, text, needs, toldOf, before, isTold });
  }

  #toldOf(id: string): Told {
    const { summary, error } = this.#results.get(id)?.at(-1) ?? {};
    return { outcome: this.#outcomes.get(id) ?? "skipped", summary, error };
  }

  #placeOf(step: PlannedStep): GroupPlace {
    const { place, sourceOf } = this.#work;
    const { provider, model } = step;
    const standIn = this.#standIns.get(provider) ?? new StandIn();
    this.#standIns.set(provider, standIn);
    const asked = askedFor(sourceOf(step.id).file ?? {}, place.shared);
    return { ...place, standIn, shared: sharedOf(defined({ ...asked, provider, model })) };
  }
}

interface Asked {
  readonly text: string;
  readonly before: Parameters<typeof stepPrompt>[0]["before"];
}

const NOTHING = { text: "", from: "tail" } as const;

function attemptOf({ ok, notAccepted, status }: MemberResult): Attempt {
  if (ok) return { kind: "succeeded" };
  if (notAccepted === undefined || status === "cancelled") return { kind: "failed" };
  return { kind: "not-accepted", said: notAccepted };
}
