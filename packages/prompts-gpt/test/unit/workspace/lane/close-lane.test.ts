import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { adoptLane, listLanes, removeLane } from "../../../../src/workspace/lane/close-lane.ts";
import { keptAt, keptResult } from "../../../../src/workspace/lane/keep-result.ts";
import { laneResult } from "../../../../src/workspace/lane/lane-result.ts";
import { writeLane } from "../../../../src/workspace/lane/lane-record.ts";
import { sweepLanes } from "../../../../src/workspace/lane/sweep-lanes.ts";
import { openLane } from "../../../../src/workspace/lane/open-lane.ts";
import { rejection } from "../../../support/temp-folder.ts";
import { laneProject } from "./lane-place.ts";

/** Somebody who has lived here before. */
const DEAD = { pid: 2 ** 22, processStart: "0", host: (await import("node:os")).hostname() };

test("the result holds what the agent committed and what it did not, and survives the lane and gc in the repository", async () => {
  await using project = await laneProject({ "a.txt": "a\n", "b.txt": "b\n", "c.txt": "c\n" });
  await project.write("b.txt", "carried\n");
  const lane = await openLane({ root: project.path, name: "codex", env: project.env });
  writeFileSync(join(lane.top, "a.txt"), "by the agent\n");
  project.gitAt(lane.top, "commit", "-qam", "the agent's");
  project.gitAt(lane.top, "branch", "feature");
  writeFileSync(join(lane.top, "new.txt"), "new\n");
  rmSync(join(lane.top, "c.txt"));
  writeFileSync(join(lane.top, "b.txt"), "carried, then changed\n");
  const status = project.git("status", "--porcelain");

  const result = await removeLane(lane, { env: project.env });

  expect(result.changed.map(({ path, before, after }) => [path, before !== null, after !== null])).toEqual([
    ["a.txt", true, true],
    ["b.txt", true, true],
    ["c.txt", true, false],
    ["new.txt", false, true],
  ]);
  expect(result.refs.map(({ name, before }) => [name, before])).toEqual([["refs/heads/feature", undefined]]);
  expect(project.git("status", "--porcelain")).toBe(status);
  expect(existsSync(lane.top)).toBe(false);
  expect(project.git("worktree", "list").split("\n").length).toBe(1);
  project.git("branch", "-D", "feature");
  project.git("reflog", "expire", "--expire=now", "--all");
  project.git("gc", "-q", "--prune=now");
  expect(() => project.git("cat-file", "-e", result.commit)).toThrow();
  const { objects } = keptAt(lane.id, project.env);
  writeFileSync(project.at(".git/objects/info/alternates"), `${objects}\n`);
  expect(project.git("log", "--format=%s", result.commit)).toBe(
    "What the lane codex of prompts-gpt held\nthe agent's\nUncommitted work, as a lane of prompts-gpt began with it\nfirst",
  );
  expect(project.git("show", `${result.commit}:b.txt`)).toBe("carried, then changed");
  expect(keptResult(lane.id, project.env)).toEqual(result);
});

test("what is kept again replaces what was kept, and a lane that changed nothing has an empty result", async () => {
  await using project = await laneProject({ "a.txt": "a\n" });
  const lane = await openLane({ root: project.path, name: "x", env: project.env });
  const first = await laneResult(lane, { env: project.env });
  expect([first.changed, first.commit]).toEqual([[], project.git("rev-parse", "HEAD")]);
  for (const text of ["one\n", "two\n"]) {
    writeFileSync(join(lane.top, "a.txt"), text);
    await laneResult(lane, { env: project.env });
  }
  const packs = readdirSync(join(keptAt(lane.id, project.env).objects, "pack"));
  expect(packs.filter((name) => name.endsWith(".pack")).length).toBe(1);
  expect((await removeLane(lane, { env: project.env })).changed.length).toBe(1);
});

test("work in a repository of its own is in no result, and its lane stays", async () => {
  await using project = await laneProject();
  const lane = await openLane({ root: project.path, name: "x", env: project.env });
  mkdirSync(join(lane.top, "inner"));
  project.gitAt(join(lane.top, "inner"), "init", "-q");
  project.gitAt(join(lane.top, "inner"), "commit", "-q", "--allow-empty", "-m", "x");
  expect((await rejection(removeLane(lane, { env: project.env }))).message).toContain("Work in inner is in no result");
  expect(existsSync(join(lane.top, "inner/.git"))).toBe(true);
  rmSync(join(lane.top, "inner"), { recursive: true });
  rmSync(join(lane.top, ".git"));
  writeFileSync(join(lane.top, "a.txt"), "without .git\n");
  project.gitAt(lane.top, "init", "-q");
  expect((await rejection(removeLane(lane, { env: project.env }))).message).toContain("Work in .git is in no result");
  rmSync(join(lane.top, ".git"), { recursive: true });
  expect((await removeLane(lane, { env: project.env })).changed.map(({ path }) => path)).toEqual(["a.txt"]);
});

test("a submodule is an empty folder in a lane; one that was filled and worked in keeps the lane", async () => {
  await using library = await laneProject({ "lib.txt": "l\n" });
  await using project = await laneProject();
  const fill = ["-c", "protocol.file.allow=always", "submodule"];
  project.git(...fill, "add", "-q", library.path, "sub");
  project.commitAll();
  const open = () => openLane({ root: project.path, name: "x", env: project.env });
  const plain = await open();
  expect([plain.missing, readdirSync(join(plain.top, "sub"))]).toEqual([["sub: a submodule"], []]);
  writeFileSync(join(plain.top, "sub/new.txt"), "git looks at no file in here\n");
  expect((await rejection(removeLane(plain, { env: project.env }))).message).toContain("Work in sub is in no result");
  rmSync(join(plain.top, "sub/new.txt"));
  expect((await removeLane(plain, { env: project.env })).changed).toEqual([]);
  const without = await open();
  rmSync(join(without.top, "sub"), { recursive: true });
  expect((await removeLane(without, { env: project.env })).unkept).toEqual([]); // nothing was in it
  const lane = await open();
  project.gitAt(lane.top, ...fill, "update", "-q", "--init");
  expect((await laneResult(lane, { env: project.env })).unkept).toEqual([]);
  writeFileSync(join(lane.top, "sub/new.txt"), "work\n");
  expect((await rejection(removeLane(lane, { env: project.env }))).message).toContain("Work in sub is in no result");
  rmSync(join(lane.top, "sub/new.txt"));
  await removeLane(lane, { env: project.env });
  expect(existsSync(lane.top)).toBe(false);
});

test("folders that may not be written in, and links to the user's files: the lane goes, they stay", async () => {
  await using project = await laneProject({ ".gitignore": "cache\n" });
  const lane = await openLane({ root: project.path, name: "x", env: project.env });
  mkdirSync(join(lane.top, "cache/deep"), { recursive: true });
  writeFileSync(join(lane.top, "cache/deep/file"), "");
  symlinkSync(project.path, join(lane.top, "cache/link"));
  for (const folder of ["cache/deep", "cache"]) chmodSync(join(lane.top, folder), 0o555);
  await removeLane(lane, { env: project.env });
  expect([existsSync(lane.top), existsSync(project.at("README.md"))]).toEqual([false, true]);
});

test("lanes of the dead are swept after what they hold was kept; those of the living and what is in them stay", async () => {
  await using project = await laneProject({ "a.txt": "a\n" });
  const open = (name: string) => openLane({ root: project.path, name, env: project.env });
  const [live, dead, begun, gone] = await Promise.all(["live", "dead", "begun", "gone"].map(open));
  if (live === undefined || dead === undefined || begun === undefined || gone === undefined) throw new Error("four");
  for (const lane of [live, dead, gone]) writeFileSync(join(lane.top, "a.txt"), `by ${lane.name}\n`);
  writeLane({ ...dead, owner: DEAD });
  writeLane({ ...begun, owner: DEAD, state: "opening" });
  writeLane({ ...gone, owner: DEAD });
  rmSync(project.at(`.git/worktrees/${gone.id}`), { recursive: true });

  const swept = await sweepLanes({ env: project.env });

  expect(swept.removed.toSorted()).toEqual([begun.id, dead.id].toSorted());
  expect(swept.left.map(({ id }) => id)).toEqual([gone.id]);
  expect(
    listLanes({ env: project.env, top: project.path })
      .map(({ id }) => id)
      .toSorted(),
  ).toEqual([gone.id, live.id].toSorted());
  expect(keptResult(dead.id, project.env)?.changed.map(({ path }) => path)).toEqual(["a.txt"]);
  expect(existsSync(gone.top)).toBe(true);
  expect(project.git("worktree", "list").split("\n").length).toBe(2);
});

test("a lane of the dead can be taken over, one of the living cannot", async () => {
  await using project = await laneProject();
  const lane = await openLane({ root: project.path, name: "x", env: project.env });
  expect(await adoptLane(lane.id, project.env)).toBeUndefined();
  writeLane({ ...lane, owner: DEAD });
  expect(await adoptLane(lane.id, project.env)).toEqual(lane);
  expect((await sweepLanes({ env: project.env })).removed).toEqual([]);
});

test("twenty lanes at once: each whole, with ports of its own, and nothing is left of them", async () => {
  const files = Object.fromEntries(Array.from({ length: 50 }, (_, nth) => [`f${nth}.txt`, `${nth}\n`]));
  await using project = await laneProject(files);
  const lanes = await Promise.all(
    Array.from({ length: 20 }, (_, nth) => openLane({ root: project.path, name: `n${nth}`, env: project.env })),
  );
  expect(new Set(lanes.map(({ ports }) => ports.base)).size).toBe(20);
  for (const lane of lanes) expect(project.gitAt(lane.top, "status", "--porcelain")).toBe("");
  await Promise.all(lanes.map((lane) => removeLane(lane, { env: project.env })));
  expect(readdirSync(join(project.env.XDG_STATE_HOME, "prompts-gpt/lanes"))).toEqual(["kept"]);
  expect(project.git("worktree", "list").split("\n").length).toBe(1);
}, 60_000);
