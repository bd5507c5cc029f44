import { ConfigError, TrustError, UserError } from "../../errors.ts";
import { unknownProvider } from "../../providers/index.ts";
import { findPromptFile } from "../../prompts/find.ts";
import { hasUncommittedChanges } from "../../workspace/git.ts";
import type { FoundFiles, GroupFinding } from "../group/found-files.ts";
import { type AgentWish, openGroup, type OpenGroup } from "../group/open.ts";
import { preflightOf } from "../group/preflight-of.ts";
import type { ResolvedRun } from "../resolve-run.ts";
import { BUILT_IN_PROVIDERS } from "../../config/provider-names.ts";
import { isAcpName } from "../../providers/acp-name.ts";
import { candidatesOf, type CandidateWish, wishOf } from "./candidates.ts";
import type { OrchestrateParallelInput } from "./input.ts";
import type { ParallelPlan, PlannedCandidate } from "./parallel-plan.ts";

/** A race that could start: its plan, and what was read for it. */
export interface PlannedParallel extends OpenGroup {
  readonly plan: ParallelPlan;
}

/** Reads and checks everything that a race needs; starts nothing and writes nothing. */
export async function planTheParallel(input: OrchestrateParallelInput): Promise<PlannedParallel> {
  const wishes = candidatesOf(input);
  const { concurrency = wishes.length, timeoutSeconds } = input;
  if (!Number.isSafeInteger(concurrency) || concurrency < 1)
    throw new ConfigError(`--concurrency takes a whole number, 1 or more; not ${concurrency}.`, "--concurrency 2");
  const { model: _model, provider: _provider, ...common } = input;
  const judge = input.judge === undefined ? undefined : { provider: "", ...wishOf(input.judge) };
  const time = timeoutSeconds === undefined ? {} : { timeoutSeconds };
  const lineUp = new LineUp(wishes);
  const group = await openGroup(common, {
    mode: "parallel",
    ...time,
    beside: true,
    named: [...wishes.map(({ provider }) => provider), judge?.provider],
    withoutLanes: "each candidate works in a git worktree of its own",
    agents: (resolve) => lineUp.resolve(resolve),
    find: (place) => {
      for (const { provider } of [...wishes, ...(judge === undefined ? [] : [judge])]) checkName(provider, place);
      return promptOf(input, place);
    },
  });
  if (input.firstVerified === true && group.verify.length === 0)
    throw new ConfigError(
      "--first-verified ends the race with the first result that is verified, and nothing verifies.",
      "--verify 'npm test'   (or verify in .prompts-gpt/config.json)",
    );
  const found = await lineUp.preflight(group, judge?.provider);
  const plan: ParallelPlan = {
    ...group.base,
    mode: "parallel",
    candidates: lineUp.candidates(),
    concurrency,
    firstVerified: input.firstVerified === true,
    apply: input.apply ?? "none",
    allowFailedLanes: input.allowFailedLanes === true,
    ...(judge === undefined ? {} : { judge }),
    ...time,
  };
  const notes = [...found, ...lineUp.warnings(), ...(await carriedOver(plan, group))];
  return { ...group, warnings: [...group.warnings, ...notes], plan };
}

function promptOf({ prompt, promptFile }: OrchestrateParallelInput, { root, cwd }: GroupFinding): Promise<FoundFiles> {
  if (prompt !== undefined && promptFile !== undefined)
    throw new ConfigError(
      "A prompt text and a prompt file were given; a race has one.",
      "Leave out --prompt or the file",
    );
  if (prompt !== undefined) return Promise.resolve({ paths: [], repeated: [], text: prompt });
  return findPromptFile(root, promptFile, cwd).then((path) => ({ paths: [path], repeated: [] }));
}

/** Who is misspelt is no agent that is missing: that ends it. */
function checkName(provider: string | undefined, { loaded }: GroupFinding): void {
  if (provider === undefined || isAcpName(provider)) return;
  const known = [...BUILT_IN_PROVIDERS, ...Object.keys(loaded.config.customProviders)];
  // What nobody has accepted is refused by whoever would start it.
  const waiting = loaded.untrusted.map(({ key }) => key.replace(/^customProviders\./, "").split(".")[0]);
  if (!known.includes(provider) && !waiting.includes(provider)) throw unknownProvider(provider, known);
}

/** Uncommitted work goes along, and whoever has some should know. */
async function carriedOver({ lanes, cwd }: ParallelPlan, { env }: OpenGroup) {
  if (!lanes || !(await hasUncommittedChanges(cwd, env))) return [];
  return [
    {
      message:
        "Your uncommitted work is in every lane too. Nothing is brought into this folder until you apply a result.",
    },
  ];
}

/** Several attempts of one agent are the same question: it is asked once. */
function once<Q, A>(ask: (question: Q) => Promise<A>): (question: Q) => Promise<A> {
  const answers = new Map<string, Promise<A>>();
  return (question) => {
    const key = JSON.stringify(question);
    const answer = answers.get(key) ?? ask(question);
    answers.set(key, answer);
    return answer;
  };
}

/** Who competes, as it becomes known who can. */
class LineUp {
  readonly #wishes: readonly CandidateWish[];
  readonly #able = new Map<string, ResolvedRun>();
  readonly #problems = new Map<string, UserError>();

  constructor(wishes: readonly CandidateWish[]) {
    this.#wishes = wishes;
  }

  /** Each as a run of its own would be. Throws when none can start. */
  async resolve(resolve: (wish: AgentWish) => Promise<ResolvedRun>): Promise<readonly ResolvedRun[]> {
    const same = once(resolve);
    for (const { name, ...wish } of this.#wishes)
      await this.#note(name, async () => void this.#able.set(name, await same(wish)));
    return this.#left();
  }

  /** What there is to say before they start. */
  async preflight(group: OpenGroup, judge: string | undefined): Promise<OpenGroup["warnings"]> {
    const found = [];
    const look = once((provider: string) => preflightOf({ ...group, workers: [{ provider }] }));
    for (const [name, { task }] of this.#able)
      await this.#note(name, async () => void found.push(...(await look(task.provider))));
    this.#left();
    found.push(...(await preflightOf({ ...group, workers: [] }, { judges: judge === undefined ? [] : [judge] })));
    return [...new Map(found.map((one) => [one.message, one])).values()];
  }

  candidates(): PlannedCandidate[] {
    return this.#wishes.map(({ name, provider = "", model }) => {
      const task = this.#able.get(name)?.task;
      const { message, fix } = this.#problems.get(name) ?? {};
      return {
        name,
        provider: task?.provider ?? provider,
        ...(model === undefined ? {} : { model }),
        ...(message === undefined || fix === undefined ? {} : { problem: { message, fix } }),
      };
    });
  }

  warnings(): OpenGroup["warnings"] {
    return [...this.#problems].map(([name, { message, fix }]) => ({
      message: `${name} cannot start: ${message}`,
      fix,
    }));
  }

  async #note(name: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const isIts = error instanceof UserError && [2, 3].includes(error.exitCode) && !(error instanceof TrustError);
      if (!isIts) throw error;
      this.#problems.set(name, error);
      this.#able.delete(name);
    }
  }

  #left(): readonly ResolvedRun[] {
    if (this.#able.size > 0) return [...this.#able.values()];
    const [first] = this.#problems.values();
    const why = new Set([...this.#problems.values()].map(({ message }) => message));
    throw new ConfigError(`No candidate can start. ${[...why].join(" ")}`, first?.fix ?? "prompts-gpt doctor");
  }
}
