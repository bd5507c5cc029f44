import * as v from "valibot";
import { UserError } from "../../errors.ts";
import type { Base } from "../../workspace/lane/lane.ts";
import { lookOutside, movedOutside, type Outside } from "../../workspace/lane/outside.ts";
import { hasCommits } from "../../workspace/lane/take-base.ts";
import type { GroupPlace } from "./group-place.ts";
import { laneBase } from "./lanes.ts";
import { movedText } from "./moved-text.ts";

/** What the lanes of a group begin with, and how everything stood beside them. */
export interface Start {
  readonly base: Base;
  readonly outside: Outside;
}

/** Characters; with more, a group that is resumed compares with how the refs stand there. */
const MOST_REFS = 256 * 1024;

const object = v.pipe(v.string(), v.regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/));
/** Agents can write where the journal stands. */
const kept = v.object({
  commit: object,
  head: object,
  outside: v.nullable(v.object({ head: v.string(), refs: v.string(), config: v.string() })),
});

/**
 * Taken once: lanes that a resumption opens have the tree of those before them. `base`: where that is kept elsewhere.
 */
export async function startOf(place: GroupPlace, base?: Base): Promise<Start> {
  const { session, runId, env } = place;
  let fresh: Start | undefined;
  const step = { kind: "start", name: "start" } as const;
  const known: unknown = await session.step(`${runId}/start/1`, step, async () => {
    fresh = await startHere(place, base);
    const { outside } = fresh;
    const { commit, head } = fresh.base;
    return { ...step, commit, head, outside: outside.refs.length > MOST_REFS ? null : outside };
  });
  if (fresh !== undefined) return fresh;
  const [now, parsed] = [await startHere(place, base), v.safeParse(kept, known)];
  if (parsed.success && base !== undefined) return { base, outside: parsed.output.outside ?? now.outside };
  if (!parsed.success || !(await hasCommits([parsed.output.commit, parsed.output.head], now.base.top, env))) {
    const message = "What the first lanes began with is gone; those that begin now have the files as they are.";
    if (base === undefined) await session.emit({ type: "run.warning", message });
    return now;
  }
  const { commit, head, outside } = parsed.output;
  return { base: { ...now.base, commit, head }, outside: outside ?? now.outside };
}

async function startHere(place: GroupPlace, known: Base | undefined): Promise<Start> {
  const base = known ?? (await laneBase(place));
  return { base, outside: await lookOutside(base.top, place.env) };
}

/** Lanes are no walls: whoever left his own has changed what is the user's, and nobody is to find that out by himself. */
export async function tellMoved({ base, outside }: Start, place: GroupPlace): Promise<void> {
  const { session, env, artifactsDir, runId, shared } = place;
  const words = await movedOutside({ base, outside, env, leaveOut: [artifactsDir] }).then(
    movedText,
    (error: unknown) => {
      if (!(error instanceof UserError)) throw error;
      return `The repository of this folder could not be looked at afterwards: ${error.message}`;
    },
  );
  if (words === undefined) return;
  if (shared.noSnapshot === true)
    return session.emit({ type: "run.warning", message: words, fix: "git status; git reflog; git stash list" });
  const message = `${words} Restore shows first what it would take back, your own work since then too.`;
  return session.emit({ type: "run.warning", message, fix: `prompts-gpt restore ${runId}` });
}
