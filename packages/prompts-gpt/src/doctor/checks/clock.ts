import { statSync } from "node:fs";
import { join } from "node:path";
import type { Advice } from "../../finding.ts";
import { git, gitEnv } from "../../workspace/git.ts";
import { findTop, ownGitDir } from "../../workspace/snapshot/git-dirs.ts";
import { storesFolder } from "../../workspace/snapshot/store-path.ts";
import type { Check, CheckPlace } from "../check.ts";

/** Between machines that share files, and for those who committed a moment ago. */
const SLACK_MS = 300_000;
/** This version did not exist before. */
const EARLIEST = Date.UTC(2026, 0, 1);
const LATEST = Date.UTC(2100, 0, 1);

/** Whether the clock can be right: runs and snapshots are named, sorted and removed by it. */
export const clock: Check = {
  id: "clock",
  title: "Clock",
  async look(place) {
    const now = Date.now();
    const newest = await newestOf(place);
    const facts = { now: iso(now), newest: newest === undefined ? null : iso(newest.time) };
    return { summary: iso(now), facts, findings: clockFindings(now, newest) };
  },
};

interface Stamp {
  readonly what: string;
  readonly time: number;
}

function clockFindings(now: number, newest: Stamp | undefined): Advice[] {
  const leads = "logins and certificates fail, and the wrong snapshots count as old";
  const fix = process.platform === "darwin" ? "sudo sntp -sS time.apple.com" : "sudo timedatectl set-ntp true";
  if (now < EARLIEST || now > LATEST) {
    const message = `The clock says ${iso(now)}, which cannot be: ${leads}.`;
    return [{ severity: "error", code: "clock.absurd", message, fix }];
  }
  if (newest === undefined || newest.time <= now + SLACK_MS) return [];
  const message = `The clock says ${iso(now)}, but ${newest.what} is from ${iso(newest.time)}; if the clock is slow, ${leads}.`;
  return [{ severity: "warning", code: "clock.behind", message, fix }];
}

async function newestOf({ cwd, root, env, project }: CheckPlace): Promise<Stamp | undefined> {
  const top = findTop(cwd);
  const gitDir = top === undefined ? undefined : ownGitDir(top);
  const files = [
    ...(gitDir === undefined ? [] : [join(gitDir, "index"), join(gitDir, "HEAD")]),
    join(root, ".prompts-gpt"),
    storesFolder(env),
    ...(project === undefined ? [] : [project.artifactsDir]),
  ];
  const stamps = files.map((path): Stamp => ({ what: path, time: timeOf(path) }));
  if (top !== undefined) stamps.push({ what: "the last commit", time: await commitTime(top, env) });
  return stamps.filter(({ time }) => time > 0).toSorted((a, b) => b.time - a.time)[0];
}

function timeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** 0 before the first one. A commit that is not here is not fetched: no transport is allowed, whatever the repository says. */
async function commitTime(cwd: string, env: CheckPlace["env"]): Promise<number> {
  const offline = gitEnv(env, { GIT_ALLOW_PROTOCOL: "none", GIT_NO_LAZY_FETCH: "1" });
  const answer = await git(["rev-list", "--timestamp", "--max-count=1", "HEAD"], { cwd, env: offline });
  return Number.parseInt(answer?.toString("utf8") ?? "", 10) * 1000 || 0;
}

/** Also of a time that no calendar has. */
function iso(time: number): string {
  return Number.isNaN(new Date(time).getTime()) ? `${time} ms` : new Date(time).toISOString();
}
