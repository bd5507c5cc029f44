import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, rm, symlink } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { which } from "../../src/process/which.ts";
import { tempFolder } from "../support/temp-folder.ts";

const script = fileURLToPath(new URL("../../../../scripts/demo.mjs", import.meta.url));

/** `npm run demo` without npm, its scratch repositories in a folder of the test. */
async function demo({ args = [], env = {} }: { args?: string[]; env?: Readonly<Record<string, string>> }) {
  const folder = await tempFolder();
  const { NODE_EXTRA_CA_CERTS: _slow, ...environment } = process.env;
  const done = spawnSync(process.execPath, [script, ...args], {
    cwd: folder.path,
    env: { ...environment, TMPDIR: folder.path, TEMP: folder.path, ...env },
    encoding: "utf8",
  });
  return {
    ...done,
    folder: folder.path,
    scratch: (await readdir(folder.path)).filter((name) => name.startsWith("pgpt-demo-")),
    [Symbol.asyncDispose]: () => rm(folder.path, { recursive: true, force: true }),
  };
}

test("the demo runs a prompt for real and shows the diff, the run directory and the summary", async () => {
  await using done = await demo({});
  expect([done.status, done.stderr.replace("Building …\n", "")]).toEqual([0, ""]);
  for (const words of [
    "+export function greet(name",
    "events.jsonl",
    "# Add a greeting",
    "- Result: succeeded",
    "npm run demo -- --agent codex",
  ])
    expect(done.stdout).toContain(words);
  expect(done.stdout).not.toContain("\u001B[");
  expect(done.scratch).toHaveLength(1);
  expect(existsSync(join(done.folder, String(done.scratch[0]), "greet.mjs"))).toBe(true);
});

// Where it stands beside Node it is installed: nothing can be said then.
test.skipIf(existsSync(join(dirname(process.execPath), "claude")))(
  "an agent that is not installed is the CLI's own error, and nothing stays",
  async () => {
    await using bin = await tempFolder();
    for (const name of ["git", "sh"]) await symlink(which(name, process.env) ?? name, bin.at(name));
    const PATH = [bin.path, dirname(process.execPath)].join(delimiter);
    await using done = await demo({ args: ["--agent", "claude"], env: { PATH } });
    expect(done.status).toBe(2);
    expect(done.stderr).toContain("npm install -g @anthropic-ai/claude-code");
    expect(done.scratch).toEqual([]);
  },
);

test("a flag that the demo does not know is exit 2 with those it knows", async () => {
  await using done = await demo({ args: ["--agnet", "codex"] });
  expect(done.status).toBe(2);
  expect(done.stderr).toContain("npm run demo -- [--agent");
  expect(done.scratch).toEqual([]);
});
