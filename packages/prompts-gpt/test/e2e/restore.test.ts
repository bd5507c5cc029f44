import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { always, inTurn } from "../support/destruction.ts";
import { fingerprint } from "../support/fingerprint.ts";
import { type OddState, oddStates } from "../support/odd-states.ts";
import { tempProject } from "../support/project.ts";

/** `RESTORE_MATRIX=full`: every command in every state, which takes some ten minutes. */
const FULL = process.env["RESTORE_MATRIX"] === "full";
const IN_TURN_PER_STATE = 5;
/** Of what another state has seen already. */
const AGAIN = 2;

/** A project in this state; `look` says everything that restore has to bring back. */
async function inState({ make, at = "." }: OddState) {
  const project = await tempProject({}, { git: false });
  const sh = async (script: string, cwd: string) => {
    const env = { ...project.env, GIT_OPTIONAL_LOCKS: "0", GIT_CONFIG_NOSYSTEM: "1" };
    const ended = promisify(execFile)("sh", ["-c", script], { cwd, env, encoding: "utf8" });
    return ended.catch((error: { stdout: string; stderr: string }) => ({
      stdout: error.stdout,
      stderr: `${error.stderr} failed`,
    }));
  };
  const made = await sh(`rm README.md\n${make}\n:`, project.path);
  if (made.stderr.endsWith("failed")) throw new Error(made.stderr);
  const cwd = project.at(at);
  const left = ["/.scripts", "/node_modules"].map((name) => (at === "." ? name : `/${at}${name}`));
  return {
    project,
    cwd,
    async look(): Promise<Record<string, string>> {
      const { stdout, stderr } = await sh(
        "git fsck --full --no-dangling --no-progress 2>&1; git status --porcelain=v2 --branch -- . ':!.scripts'; git stash list -p; git log --all --oneline --stat",
        cwd,
      );
      return { ...fingerprint(project.path, left), git: stdout + stderr };
    },
  };
}

type Looks = Record<string, string>;

function differences(before: Looks, after: Looks): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names]
    .filter((name) => before[name] !== after[name])
    .map((name) => `${name}: ${before[name] ?? "was not there"} -> ${after[name] ?? "is not there"}`);
}

type Place = Awaited<ReturnType<typeof inState>>;

/** Runs the command as an agent would, restores, and says what is not as it was. */
async function survive({ project, cwd, look }: Place, script: string, before: Looks): Promise<string[]> {
  const ran = await project.start(["run", "--agent", "sh", "--prompt", `${script}\n:`, "--quiet"], { cwd }).ended;
  if (ran.exitCode !== 0 && ran.exitCode !== 1) return [`run: ${ran.exitCode} ${ran.stderr}`];
  const restored = await project.start(["restore", "--yes"], { cwd }).ended;
  if (restored.exitCode !== 0) return [`restore: ${restored.exitCode} ${restored.stdout} ${restored.stderr}`];
  return differences(before, await look());
}

const states = Object.entries(oddStates);

describe.concurrent("what a shell did through a run is undone, byte for byte", () => {
  test.each(states)("%s", { timeout: 600_000 }, async (name, state) => {
    const nth = states.findIndex(([one]) => one === name);
    const from = nth * IN_TURN_PER_STATE;
    const mine = inTurn.map((_, at) => inTurn[(from + at) % inTurn.length] ?? "");
    const count = from < inTurn.length ? IN_TURN_PER_STATE : AGAIN;
    const some = [...always.filter((_, at) => (at + nth) % 6 === 0), ...mine.slice(0, count)];
    const scripts = FULL ? [...always, ...mine] : some;
    const found: Record<string, string[]> = {};
    let place = await inState(state);
    let before = await place.look();
    for (const script of scripts) {
      const different = await survive(place, script, before);
      if (different.length === 0) continue;
      found[script] = different.slice(0, 10);
      // What comes next is not to suffer from it.
      await place.project[Symbol.asyncDispose]();
      place = await inState(state);
      before = await place.look();
    }
    await place.project[Symbol.asyncDispose]();
    expect(found).toEqual({});
  });
});

test("together, the states see every command", () => {
  expect(states.length * IN_TURN_PER_STATE).toBeGreaterThanOrEqual(inTurn.length);
  expect(new Set([...always, ...inTurn]).size).toBeGreaterThanOrEqual(60);
});
