import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { applyResult, undoApply, unfinishedApplies } from "../../../../src/workspace/lane/apply/apply-result.ts";
import { move, movesPlace, readMoves, writeMoves } from "../../../../src/workspace/lane/apply/moves.ts";
import { removeLane } from "../../../../src/workspace/lane/close-lane.ts";
import { sweepLanes } from "../../../../src/workspace/lane/sweep-lanes.ts";
import { keptAt, keptResult } from "../../../../src/workspace/lane/keep-result.ts";
import type { LaneResult } from "../../../../src/workspace/lane/result.ts";
import { openLane } from "../../../../src/workspace/lane/open-lane.ts";
import { filesOf, laneProject } from "./lane-place.ts";

type Project = Awaited<ReturnType<typeof laneProject>>;
type Work = (at: (path: string) => string) => void;

/** A lane in which somebody did this, already closed; the files that were in it. */
async function resultOf(project: Project, work: Work): Promise<{ result: LaneResult; files: Record<string, string> }> {
  const lane = await openLane({ root: project.path, name: "x", env: project.env });
  work((path) => {
    mkdirSync(dirname(join(lane.top, path)), { recursive: true });
    return join(lane.top, path);
  });
  const files = filesOf(lane.top);
  return { result: await removeLane(lane, { env: project.env }), files };
}

const apply = (project: Project, result: LaneResult) => applyResult({ root: project.path, result, env: project.env });

const FILES = {
  "edit.txt": "one\n",
  "delete.txt": "gone\n",
  "move/from.txt": "moves\n",
  "tool.sh": "#!/bin/sh\n",
  "file-to-folder": "f\n",
  "folder-to-file/a.txt": "a\n",
  "folder-to-file/b/c.txt": "c\n",
  "to-link.txt": "l\n",
};

const everything: Work = (at) => {
  writeFileSync(at("edit.txt"), "two\r\n\0binary");
  rmSync(at("delete.txt"));
  renameSync(at("move/from.txt"), at("moved/to\n.txt"));
  chmodSync(at("tool.sh"), 0o755);
  rmSync(at("file-to-folder"));
  writeFileSync(at("file-to-folder/new.txt"), "n\n");
  rmSync(at("folder-to-file"), { recursive: true });
  writeFileSync(at("folder-to-file"), "now a file\n");
  rmSync(at("to-link.txt"));
  symlinkSync("edit.txt", at("to-link.txt"));
  symlinkSync("/nowhere", at("new-link"));
  writeFileSync(at("secret.key"), "k\n", { mode: 0o600 });
};

test("files that the user did not touch become those of the lane; the index stays, and all of it can be taken back", async () => {
  await using project = await laneProject(FILES);
  await project.write("mine.txt", "untracked\n");
  await project.write("edit.txt", "staged\n");
  project.git("add", "edit.txt");
  const { result, files } = await resultOf(project, everything);
  const before = {
    files: filesOf(project.path),
    index: readFileSync(project.at(".git/index")),
    refs: project.git("for-each-ref"),
  };

  const applied = await apply(project, result);

  expect([applied.kind, filesOf(project.path)]).toEqual(["applied", files]);
  expect(existsSync(project.at("move"))).toBe(false);
  expect(readFileSync(project.at(".git/index")).equals(before.index)).toBe(true);
  expect(project.git("for-each-ref")).toBe(before.refs);
  expect(await apply(project, result)).toEqual({ kind: "applied", paths: [], merged: [] });
  expect(await undoApply(result.id, project.env)).toEqual([]);
  expect(filesOf(project.path)).toEqual(before.files);
});

test("what both have changed is merged, modes too; results are applied one after the other", async () => {
  const text = Array.from({ length: 20 }, (_, nth) => `line ${nth}\n`).join("");
  await using project = await laneProject({ "a.txt": text, "crlf.txt": text.replaceAll("\n", "\r\n"), "b.txt": "b\n" });
  await project.write(".gitattributes", "crlf.txt text eol=crlf\n");
  project.commitAll();
  const change = (path: string, nth: number) => (text: string) =>
    text.replace(new RegExp(`line ${nth}(?=\\r?\\n)`), `${path} ${nth}`);
  const edit = (file: string, by: (text: string) => string) => writeFileSync(file, by(readFileSync(file, "utf8")));
  const one = await resultOf(project, (at) => {
    edit(at("a.txt"), change("one", 1));
    edit(at("crlf.txt"), change("one", 1));
    chmodSync(at("a.txt"), 0o755);
  });
  const two = await resultOf(project, (at) => {
    edit(at("a.txt"), change("two", 10));
    rmSync(at("b.txt"));
  });
  edit(project.at("a.txt"), change("user", 18));
  edit(project.at("crlf.txt"), change("user", 18));

  expect(await apply(project, one.result)).toMatchObject({ kind: "applied", merged: ["a.txt", "crlf.txt"] });
  expect(await apply(project, two.result)).toMatchObject({ kind: "applied", merged: ["a.txt"] });

  const merged = [change("one", 1), change("two", 10), change("user", 18)].reduce((text, by) => by(text), text);
  expect(readFileSync(project.at("a.txt"), "utf8")).toBe(merged);
  expect(lstatSync(project.at("a.txt")).mode & 0o777).toBe(0o755);
  const crlf = [change("one", 1), change("user", 18)].reduce((text, by) => by(text), text).replaceAll("\n", "\r\n");
  expect(readFileSync(project.at("crlf.txt"), "utf8")).toBe(crlf);
  expect(existsSync(project.at("b.txt"))).toBe(false);
});

test("bytes that git would convert come as the agent wrote them", async () => {
  await using project = await laneProject({ ".gitattributes": "*.txt text eol=crlf\n", "a.txt": "a\r\n" });
  const { result, files } = await resultOf(project, (at) => {
    writeFileSync(at("a.txt"), "unix\n");
    writeFileSync(at("new.txt"), "mixed\r\nunix\n");
  });
  expect((await apply(project, result)).kind).toBe("applied");
  expect(filesOf(project.path)).toEqual(files);
});

const CONFLICTS: readonly (readonly [string, Work, Work])[] = [
  ["the same lines", (at) => writeFileSync(at("edit.txt"), "agent\n"), (at) => writeFileSync(at("edit.txt"), "user\n")],
  ["binary", (at) => writeFileSync(at("edit.txt"), "a\0"), (at) => writeFileSync(at("edit.txt"), "b\0")],
  ["deleted there", (at) => rmSync(at("edit.txt")), (at) => writeFileSync(at("edit.txt"), "user\n")],
  ["deleted here", (at) => writeFileSync(at("edit.txt"), "agent\n"), (at) => rmSync(at("edit.txt"))],
  ["new on both", (at) => writeFileSync(at("new.txt"), "agent\n"), (at) => writeFileSync(at("new.txt"), "user\n")],
  [
    "an ignored file in the way",
    (at) => writeFileSync(at("x.ignored/a"), "agent\n"),
    (at) => writeFileSync(at("x.ignored"), "user\n"),
  ],
  [
    "a folder in the way",
    (at) => writeFileSync(at("new"), "agent\n"),
    (at) => writeFileSync(at("new/user.txt"), "user\n"),
  ],
  [
    "a file in a folder that went",
    (at) => (rmSync(at("move"), { recursive: true }), writeFileSync(at("move"), "f\n")),
    (at) => writeFileSync(at("move/mine.ignored"), "user\n"),
  ],
  [
    "a link in the way",
    (at) => writeFileSync(at("out/a.txt"), "agent\n"),
    (at) => symlinkSync(dirname(at("edit.txt")), at("out")),
  ],
  ["the user's own configuration", (at) => writeFileSync(at(".prompts-gpt/config.local.json"), "{}"), () => {}],
];

for (const [name, agent, user] of CONFLICTS)
  test(`a conflict changes nothing at all: ${name}`, async () => {
    await using project = await laneProject({ ...FILES, ".gitignore": "*.ignored\n!x.ignored/\n" });
    const { result } = await resultOf(project, (at) => {
      agent(at);
      writeFileSync(at("another.txt"), "fine by itself\n");
    });
    user((path) => {
      mkdirSync(dirname(project.at(path)), { recursive: true });
      return project.at(path);
    });
    const before = filesOf(project.path);

    const applied = await apply(project, result);

    expect(applied.kind === "conflicts" && applied.conflicts.length).toBe(1);
    expect(filesOf(project.path)).toEqual(before);
    expect(await undoApply(result.id, project.env)).toBeUndefined();
  });

test("killed after any number of files, it goes on or is taken back; what the user wrote since stays", async () => {
  await using project = await laneProject(FILES);
  const { result, files } = await resultOf(project, everything);
  const before = filesOf(project.path);
  await apply(project, result);
  const { apply: folder } = keptAt(result.id, project.env);
  const whole = readMoves(folder);
  if (whole === undefined) throw new Error("what was applied is known");
  const kept = movesPlace(folder);
  // In the order in which they are made.
  const order = [
    ...whole.moves.filter(({ after }) => after === null).toReversed(),
    ...whole.moves.filter(({ after }) => after !== null),
  ];
  for (let done = 0; done <= order.length; done++)
    for (const way of ["back", "on"] as const) {
      await move(whole, { to: "before", folder, isStrict: false });
      expect(filesOf(project.path)).toEqual(before);
      await move({ top: project.path, moves: order.slice(0, done) }, { to: "after", folder, isStrict: true });
      writeMoves(folder, { ...whole, state: "moving" });
      expect(unfinishedApplies(project.env)).toEqual([result.id]);
      if (way === "back") {
        expect(await undoApply(result.id, project.env)).toEqual([]);
        expect(filesOf(project.path)).toEqual(before);
      }
      expect((await apply(project, result)).kind).toBe("applied");
      expect(filesOf(project.path)).toEqual(files);
    }
  expect(existsSync(kept.record)).toBe(true);
  writeFileSync(project.at("edit.txt"), "by the user since\n");
  expect(await undoApply(result.id, project.env)).toEqual(["edit.txt"]);
  expect(readFileSync(project.at("edit.txt"), "utf8")).toBe("by the user since\n");
}, 120_000);

test("a result goes thirty days after it was applied, and never before it was", async () => {
  await using project = await laneProject(FILES);
  const [applied, waiting] = [await resultOf(project, everything), await resultOf(project, everything)];
  await apply(project, applied.result);
  await sweepLanes({ env: project.env });
  expect(keptResult(applied.result.id, project.env)).toBeDefined();
  for (const { result } of [applied, waiting]) {
    const { record } = keptAt(result.id, project.env);
    writeFileSync(record, JSON.stringify({ ...result, keptAt: new Date(Date.now() - 31 * 86_400_000).toISOString() }));
  }
  await sweepLanes({ env: project.env });
  expect([applied, waiting].map(({ result }) => keptResult(result.id, project.env) !== undefined)).toEqual([
    false,
    true,
  ]);
});

test("a submodule that was removed in the lane is a conflict: nothing is applied, and it stays", async () => {
  await using library = await laneProject({ "lib.txt": "l\n" });
  await using project = await laneProject(FILES);
  project.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", library.path, "sub");
  project.commitAll();
  const { result } = await resultOf(project, (at) => {
    project.gitAt(at("."), "rm", "-qf", "sub");
    writeFileSync(at("edit.txt"), "two\n");
  });
  const applied = await apply(project, result);
  expect(applied).toMatchObject({ kind: "conflicts", conflicts: [{ path: "sub", why: "a repository of its own" }] });
  expect(readFileSync(project.at("edit.txt"), "utf8")).toBe("one\n");
  expect(existsSync(project.at("sub/lib.txt"))).toBe(true);
});
