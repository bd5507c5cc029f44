import { chmodSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { removeLane } from "../../../../src/workspace/lane/close-lane.ts";
import { discardLane } from "../../../../src/workspace/lane/discard-lane.ts";
import { keptResult } from "../../../../src/workspace/lane/keep-result.ts";
import { writeLane } from "../../../../src/workspace/lane/lane-record.ts";
import { markLane } from "../../../../src/workspace/lane/mark-lane.ts";
import { openLane } from "../../../../src/workspace/lane/open-lane.ts";
import { sweepLanes } from "../../../../src/workspace/lane/sweep-lanes.ts";
import { filesOf, laneProject } from "./lane-place.ts";

const FILES = {
  ".gitattributes": "crlf.txt text eol=crlf\n",
  "crlf.txt": "a\r\nb\r\n",
  "tool.sh": "#!/bin/sh\n",
  "gone.txt": "g\n",
  "mine.txt": "m\n",
};

test("a lane goes on from a mark of another one, byte for byte and mode for mode, when gc has taken all that no ref names", async () => {
  await using project = await laneProject(FILES);
  const { env } = project;
  await project.write("dirty.txt", "uncommitted\n");
  const lane = await openLane({ root: project.path, name: "x", env });
  const at = (path: string) => join(lane.top, path);
  writeFileSync(at("own.txt"), "own\n");
  project.git("-C", lane.top, "add", "own.txt");
  project.git("-C", lane.top, "-c", "user.name=A", "-c", "user.email=a@b.example", "commit", "-qm", "Own");
  writeFileSync(at("crlf.txt"), "a\r\nb\nmixed\r\n");
  chmodSync(at("tool.sh"), 0o700);
  chmodSync(at("mine.txt"), 0o600);
  writeFileSync(at("mine.txt"), "the lane's\n");
  rmSync(at("gone.txt"));
  const then = filesOf(lane.top);
  const marked = await markLane(lane, "run/second", { env });
  writeFileSync(at("half.txt"), "half\n");
  const result = await removeLane(marked, { env });
  project.git("reflog", "expire", "--expire=now", "--all");
  project.git("gc", "--prune=now", "--quiet");
  await project.write("mine.txt", "the user's, meanwhile\n");

  const [held] = keptResult(result.id, env)?.marks ?? [];
  if (held === undefined) throw new Error("there is a mark");
  const next = await openLane({
    root: project.path,
    name: "x",
    base: result.base,
    earlier: { result, held },
    env,
  });

  expect(filesOf(next.top)).toEqual(then);
  expect(readFileSync(join(next.top, "mine.txt"), "utf8")).toBe("the lane's\n");
  expect(project.git("-C", next.top, "log", "--format=%s").split("\n")).toContain("Own");
  const again = await removeLane(next, { env });
  expect([again.commit, again.base, again.start, again.carried]).toEqual([held.commit, result.base, held.commit, []]);
  expect(again.changed).toEqual(held.changed);
});

test("what is kept while somebody works is a mark's: a lane that git does not know any more stays, with what is in it", async () => {
  await using project = await laneProject(FILES);
  const { env } = project;
  const lane = await openLane({ root: project.path, name: "x", env });
  const marked = await markLane(lane, "run/first", { env });
  expect(keptResult(lane.id, env)?.changed).toEqual([]);
  writeFileSync(join(lane.top, "half.txt"), "half\n");
  rmSync(project.at(`.git/worktrees/${lane.id}`), { recursive: true });
  writeLane({ ...marked, owner: { ...marked.owner, processStart: "0" } });
  const { left } = await sweepLanes({ env, top: marked.base.top });
  expect(left.map(({ id }) => id)).toEqual([lane.id]);
  expect(readFileSync(join(lane.top, "half.txt"), "utf8")).toBe("half\n");
  await discardLane(marked);
});
