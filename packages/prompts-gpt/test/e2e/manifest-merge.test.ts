import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { pack } from "../support/registry.ts";
import { syncedProject } from "../support/synced.ts";

const LINES = "one\ntwo\nthree\nfour\nfive\nsix\nseven\n";
const MANIFEST = ".prompts-gpt/manifest.json";

/** A synced repository, and git in it; `merge` gives its exit code. */
async function place(...slugs: readonly string[]) {
  const here = await syncedProject(
    slugs.map((slug) => pack(slug, { body: LINES })),
    {},
    { git: true },
  );
  const git = (...args: string[]) => {
    const as = ["-c", "user.name=T", "-c", "user.email=t@example.org"];
    return execFileSync("git", [...as, ...args], {
      cwd: here.path,
      env: here.fullEnv,
      stdio: ["ignore", "pipe", "pipe"],
    });
  };
  const commit = () => (git("add", "-A"), git("commit", "-qm", "sync"));
  const isMerged = (...args: string[]) => {
    try {
      git(...args);
      return true;
    } catch {
      return false;
    }
  };
  await here.sync();
  commit();
  return { ...here, git, commit, isMerged };
}

test("two branches that took different prompts: git merges the manifest, and a sync has nothing to do", async () => {
  await using here = await place("b", "d", "f", "h", "j");
  here.git("checkout", "-qb", "theirs");
  here.publish("c", "C\n");
  await here.sync("--slug", "c", "--targets", "");
  here.commit();
  here.git("checkout", "-q", "main");
  here.publish("i", "I\n");
  await here.sync("--slug", "i", "--targets", "");
  here.commit();
  expect(here.isMerged("merge", "-q", "theirs")).toBe(true);
  expect(await here.sync("--frozen", "--targets", "")).toMatchObject({ exitCode: 0, changes: 0 });
});

for (const style of ["merge", "diff3"])
  test(`two branches that synced at different times (${style}): git leaves both lines, and a sync takes them`, async () => {
    await using here = await place("a", "b");
    here.git("config", "merge.conflictStyle", style);
    here.git("checkout", "-qb", "theirs");
    here.publish("a", LINES.replace("one", "ONE"));
    here.publish("c", "C\n");
    await here.sync();
    writeFileSync(here.at(".prompts-gpt/a.md"), here.read(".prompts-gpt/a.md").replace("seven", "theirs"));
    here.commit();
    here.git("checkout", "-q", "main");
    here.publish("a", LINES.replace("one", "ONE").replace("four", "FOUR"));
    here.publish("d", "D\n");
    await here.sync();
    here.commit();
    expect(here.isMerged("merge", "-q", "theirs")).toBe(false);
    expect(here.read(MANIFEST)).toMatch(/^<{7}/m);
    expect(await here.cli("validate")).toMatchObject({
      exitCode: 4,
      stdout: expect.stringContaining("try: prompts-gpt sync") as string,
    });
    // What git leaves in the files is for a person to settle, as ever: here both changes of a prompt are wanted.
    const front = "---\ntitle: a\nslug: a\nversion: 3\n---\n";
    const both = LINES.replace("one", "ONE").replace("four", "FOUR").replace("seven", "theirs");
    writeFileSync(here.at(".prompts-gpt/a.md"), front + both);
    here.git("checkout", "-q", "--ours", "AGENTS.md");
    const checked = await here.sync("--check");
    expect([checked.exitCode, here.read(MANIFEST)]).toEqual([1, expect.stringContaining("<<<<<<<")]);
    expect((await here.sync()).exitCode).toBe(0);
    expect(here.read(".prompts-gpt/a.md")).toBe(front + both);
    const { prompts } = JSON.parse(here.read(MANIFEST)) as { prompts: { slug: string; version: number }[] };
    expect(prompts.map(({ slug, version }) => `${slug} ${version}`)).toEqual(["a 3", "b 1", "c 1", "d 1"]);
    expect(await here.sync()).toMatchObject({ exitCode: 0, changes: 0, as: { a: "edited", b: "unchanged" } });
  });

test.each([
  [
    "a path that leads out",
    '<<<<<<< a\n    {"slug":"x","version":1,"path":"../x.md","sha256":"0"}\n=======\n>>>>>>> b\n',
  ],
  ["a line of somebody", "<<<<<<< a\nrm -rf ~\n=======\n>>>>>>> b\n"],
])("a conflict with %s in it is no manifest: 2, and nothing is written", async (_what, text) => {
  await using here = await place("a");
  await here.write(MANIFEST, text);
  const before = here.tree();
  expect(await here.cli("sync", "--prune", "--force")).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("a line that is none of its own") as string,
  });
  expect(here.tree()).toEqual(before);
});
