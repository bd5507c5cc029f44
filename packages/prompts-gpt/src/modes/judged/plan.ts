import { ConfigError } from "../../errors.ts";
import type { Finding } from "../../finding.ts";
import { findPromptFile } from "../../prompts/find.ts";
import { RUN_FILES } from "../../runs/run-dir.ts";
import type { ReadRun } from "../../runs/run-list.ts";
import { sha256 } from "../../sha256.ts";
import { artifactsDirOf } from "../artifacts-dir.ts";
import type { FoundFiles, GroupFinding } from "../group/found-files.ts";
import { openGroup, type OpenGroup } from "../group/open.ts";
import { type GroupPlan, INLINE } from "../group/plan.ts";
import { preflightOf } from "../group/preflight-of.ts";
import type { ReadPrompt } from "../group/read-prompts.ts";
import type { ResolvedRun } from "../resolve-run.ts";
import type { OrchestrateEvalInput } from "./input.ts";
import { judgesOf, namedJudges, type PlannedJudge, resolveJudges } from "./judges.ts";
import { judgeableRun, taskOf } from "./run-of.ts";

/** What is known of an evaluation before it starts; `--dry-run` prints it, and its journal keeps it. */
export interface EvalPlan extends GroupPlan {
  readonly mode: "eval";
  /** The run that is judged; null: the prompt is run first. */
  readonly of: string | null;
  readonly judges: readonly PlannedJudge[];
  /** 0 to 100; null: every score will do. */
  readonly threshold: number | null;
  /** Seconds, of the fresh answer; the configured ones where it is absent. */
  readonly timeoutSeconds?: number;
}

/** An evaluation that could start: its plan, and what was read for it. */
export interface PlannedEval extends OpenGroup {
  readonly plan: EvalPlan;
}

/** Reads and checks everything that an evaluation needs; starts nothing and writes nothing. */
export async function planTheEval(input: OrchestrateEvalInput): Promise<PlannedEval> {
  const threshold = checkThreshold(input.threshold, "--threshold");
  const { timeoutSeconds } = input;
  const time = timeoutSeconds === undefined ? {} : { timeoutSeconds };
  let place: GroupFinding | undefined;
  let of: ReadRun | undefined;
  const chosen: { judges: readonly PlannedJudge[]; findings: readonly Finding[] } = { judges: [], findings: [] };
  const group = await openGroup(input, {
    mode: "eval",
    ...time,
    beside: false,
    named: namedJudges(input),
    async find(where) {
      place = where;
      if (input.of === undefined) return freshPrompt(input, where);
      of = await earlierRun(input, where);
      return { paths: [], repeated: [], read: [promptOf(of)] };
    },
    async agents(resolve, { source }) {
      if (place === undefined) throw new Error("prompts are found before they are resolved");
      const fresh: readonly ResolvedRun[] = of === undefined ? [await resolve({})] : [];
      const { provider = of?.state.facts.provider ?? "", model } = fresh[0]?.task ?? input;
      const { loaded } = place;
      Object.assign(chosen, judgesOf(input, { loaded, file: source.file, provider, model }));
      return [...fresh, ...(await resolveJudges(chosen.judges, resolve))];
    },
  });
  const { judges, findings } = chosen;
  const plan: EvalPlan = { ...group.base, mode: "eval", of: of?.state.runId ?? null, judges, threshold, ...time };
  return { ...group, warnings: [...group.warnings, ...findings, ...(await preflightOf(group))], plan };
}

async function freshPrompt(
  { prompt, promptFile }: OrchestrateEvalInput,
  { root, cwd }: GroupFinding,
): Promise<FoundFiles> {
  if (prompt === undefined) return { paths: [await findPromptFile(root, promptFile, cwd)], repeated: [] };
  if (promptFile === undefined) return { paths: [], repeated: [], text: prompt };
  throw new ConfigError("A prompt text and a prompt file were given; one is run.", "Leave out --prompt or the file");
}

async function earlierRun(input: OrchestrateEvalInput, { cwd, loaded }: GroupFinding): Promise<ReadRun> {
  const { of = "", prompt, promptFile, vars = {} } = input;
  if (prompt !== undefined || promptFile !== undefined || Object.keys(vars).length > 0)
    throw new ConfigError(
      "A run to judge and a prompt to run were given; one of them is judged.",
      `prompts-gpt orchestrate --mode eval --of ${of}`,
    );
  return judgeableRun(artifactsDirOf(input, cwd, loaded), of);
}

/** The prompt that its agent was given, as its record has it. */
function promptOf({ state, runDir }: ReadRun): ReadPrompt {
  const text = taskOf(runDir);
  const promptFile = state.facts.promptFile ?? INLINE;
  const planned = { name: "judged", promptFile, copy: RUN_FILES.prompt, fileSha256: "", sha256: sha256(text) };
  return { planned, source: { text, findings: [] } };
}

/** A score that has to be reached, out of 100; null where none is asked for. */
export function checkThreshold(threshold: number | undefined, flag: string): number | null {
  if (threshold === undefined) return null;
  if (threshold >= 0 && threshold <= 100) return threshold;
  throw new ConfigError(`${flag} takes a score from 0 to 100; not ${threshold}.`, `${flag} 70`);
}
