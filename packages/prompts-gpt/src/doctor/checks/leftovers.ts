import { lstatSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Advice } from "../../finding.ts";
import { CREDENTIALS_FILE } from "../../registry/credentials.ts";
import { staleDrafts } from "../../registry/private-file.ts";
import { SCRATCH_PREFIX } from "../../workspace/scratch-index.ts";
import type { Check, CheckPlace, InterruptedRun } from "../check.ts";
import { shellWord } from "../../shell-word.ts";

/** No run takes a week: a folder this old belongs to one that was killed. */
const STALE_MS = 7 * 24 * 60 * 60 * 1000;

/** What runs and writers left behind that were killed. */
export const leftovers: Check = {
  id: "leftovers",
  title: "Leftovers of what was killed",
  async look(place) {
    const [runs, files] = await Promise.all([place.interruptedRuns(), staleFiles(place)]);
    const processes = runs.reduce((sum, run) => sum + run.processes, 0);
    const nothing = runs.length + files.length === 0;
    return {
      summary: nothing ? "none" : `runs: ${runs.length}, processes: ${processes}, files: ${files.length}`,
      facts: { runs: runs.length, processes, files: files.length },
      findings: [...runFindings(runs), ...fileFindings(files)],
    };
  },
  async fix(place) {
    const files = await staleFiles(place);
    for (const path of files) rmSync(path, { recursive: true, force: true });
    return files.map((path) => `${path}: removed`);
  },
};

function runFindings(runs: readonly InterruptedRun[]): Advice[] {
  const working = runs.filter(({ processes }) => processes > 0);
  const [dead, ...others] = runs.filter(({ processes }) => processes === 0);
  const findings = working.map(({ runId, processes }): Advice => {
    const message = `prompts-gpt was killed in run ${runId}, and what it had started is still there (processes: ${processes}).`;
    return { severity: "warning", code: "leftovers.processes", message, fix: `prompts-gpt runs stop ${runId}` };
  });
  if (dead === undefined) return findings;
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  const message = `Run ${dead.runId}${more} was killed before it said how it ended, and is never removed by itself.`;
  const look = dead.isGroup ? "resume" : "show";
  const fix = `prompts-gpt runs ${look} ${dead.runId}   (and when nobody wants it any more: rm -r ${shellWord(dead.runDir)})`;
  return [...findings, { severity: "warning", code: "leftovers.run", message, fix }];
}

function fileFindings([first, ...others]: readonly string[]): Advice[] {
  if (first === undefined) return [];
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  const message = `${first}${more} was left by a process that was killed; it can hold contents of files, or a token.`;
  return [{ severity: "warning", code: "leftovers.files", message, fix: "prompts-gpt doctor --fix" }];
}

async function staleFiles({ root }: CheckPlace): Promise<string[]> {
  const drafts = await staleDrafts(join(root, ".prompts-gpt", CREDENTIALS_FILE));
  const scratch = readdirSync(tmpdir())
    .filter((name) => name.startsWith(SCRATCH_PREFIX))
    .map((name) => join(tmpdir(), name));
  return [...drafts, ...scratch.filter(isStale)];
}

/** A folder of this user's own: in a place where everybody writes, a name proves nothing. */
function isStale(path: string): boolean {
  const info = lstatSync(path, { throwIfNoEntry: false });
  const isOwn = info?.isDirectory() === true && (process.geteuid === undefined || info.uid === process.geteuid());
  return info !== undefined && isOwn && Date.now() - info.mtimeMs > STALE_MS;
}
