/** Repositories of many small files, and git in them. */
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export function makeFiles(root, count, env) {
  for (let at = 0; at < count; at++) {
    const folder = join(root, `d${at % 500}`, `s${Math.floor(at / 500) % 10}`);
    if (at < 5000) mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `f${at}.txt`), `file ${at}\n`.repeat(20 + (at % 50)));
  }
  git(["init", "-q"], { root, env });
  return { root, env };
}

export function commitAll({ root, env }) {
  git(["add", "."], { root, env });
  git(
    ["-c", "user.name=Bench", "-c", "user.email=bench@example.com", "-c", "gc.auto=0", "commit", "-q", "-m", "Files"],
    { root, env },
  );
  git(["gc", "-q"], { root, env });
  // What was written in the same second as the index, git reads again each time.
  spawnSync("sleep", ["2"]);
  git(["status"], { root, env });
}

/** Milliseconds that it took. */
export function git(args, { root, env }) {
  const started = performance.now();
  const { status, stderr, error } = spawnSync("git", args, { cwd: root, env, maxBuffer: 2 ** 30 });
  const ms = performance.now() - started;
  if (status !== 0) throw new Error(`git ${args.join(" ")} failed: ${error?.message ?? stderr}`);
  return ms;
}
