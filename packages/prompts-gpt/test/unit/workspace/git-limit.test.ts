import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { git, gitEnv } from "../../../src/workspace/git.ts";
import { tempFolder } from "../../support/temp-folder.ts";

test.skipIf(process.platform === "win32")("git that waits on a pipe is ended at its limit", async () => {
  await using folder = await tempFolder();
  const sh = (script: string) => execFileSync("sh", ["-c", script], { cwd: folder.path });
  sh("git init -q && touch a && rm .git/config && mkfifo .git/config");
  const started = Date.now();
  expect(await git(["status"], { cwd: folder.path, env: gitEnv(process.env), limitMs: 300 })).toBeUndefined();
  expect(Date.now() - started).toBeGreaterThanOrEqual(290);
});
