import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openLane } from "../../../../src/workspace/lane/open-lane.ts";
import { takeBase } from "../../../../src/workspace/lane/take-base.ts";
import { rejection } from "../../../support/temp-folder.ts";
import { filesOf, laneProject } from "./lane-place.ts";

test("a lane is the user's working tree, byte for byte and mode for mode", async () => {
  await using project = await laneProject({
    "committed.txt": "one\n",
    "edited.txt": "one\n",
    "deleted.txt": "gone soon\n",
    "moved.txt": "moves\n",
    "staged.txt": "one\n",
    "tool.sh": "#!/bin/sh\n",
    "key.pem": "secret\n",
    "read-only.txt": "look\n",
    "deep/er/file.bin": Buffer.from([0, 1, 2, 255, 13, 10]),
  });
  chmodSync(project.at("tool.sh"), 0o755);
  symlinkSync("committed.txt", project.at("link"));
  project.commitAll();
  await project.write("edited.txt", "one\ntwo\r\n");
  await project.write("untracked/new\nline.txt", "new\n");
  await project.write("staged.txt", "two\n");
  project.git("add", "staged.txt");
  await project.write("staged.txt", "three\n");
  rmSync(project.at("deleted.txt"));
  renameSync(project.at("moved.txt"), project.at("moved-here.txt"));
  chmodSync(project.at("key.pem"), 0o600);
  chmodSync(project.at("read-only.txt"), 0o444);
  chmodSync(project.at("edited.txt"), 0o755);
  symlinkSync("/nowhere", project.at("dangling"));
  const status = project.git("status", "--porcelain"); // it writes down in the index what it has compared
  const before = { files: filesOf(project.path), index: readFileSync(project.at(".git/index")), status };

  const lane = await openLane({ root: project.path, name: "codex", env: project.env });

  expect(filesOf(lane.top)).toEqual(before.files);
  expect(project.gitAt(lane.top, "status", "--porcelain")).toBe("");
  expect(project.gitAt(lane.top, "log", "--format=%s")).toBe(
    "Uncommitted work, as a lane of prompts-gpt began with it\nmore\nfirst",
  );
  expect(filesOf(project.path)).toEqual(before.files);
  expect(readFileSync(project.at(".git/index")).equals(before.index)).toBe(true);
  expect(project.git("status", "--porcelain")).toBe(before.status);
  expect(project.git("for-each-ref", "--format=%(refname)")).toBe("refs/heads/main");
  expect(lane.top.startsWith(project.env.XDG_STATE_HOME)).toBe(true);
  for (const folder of [lane.top, join(lane.top, "..")]) expect(statSync(folder).mode & 0o777).toBe(0o700);
});

const CONVERSIONS: readonly (readonly [string, Readonly<Record<string, string>>, Readonly<Record<string, string>>])[] =
  [
    ["eol=crlf, one file with it, one without", { ".gitattributes": "*.txt text eol=crlf\n" }, {}],
    ["text=auto over files with CRLF", { ".gitattributes": "* text=auto\n" }, {}],
    ["core.autocrlf", {}, { "core.autocrlf": "true" }],
    [
      "a filter that changes every byte",
      { ".gitattributes": "*.txt filter=rot\n" },
      { "filter.rot.clean": "tr a-z b-za", "filter.rot.smudge": "tr b-za a-z" },
    ],
    ["a filter that cannot restore", { ".gitattributes": "*.txt filter=lossy\n" }, { "filter.lossy.clean": "tr -d x" }],
    ["$Id$, half expanded", { ".gitattributes": "*.txt ident\n" }, {}],
    ["UTF-16", { ".gitattributes": "utf16.txt text working-tree-encoding=UTF-16LE\n" }, {}],
  ];

for (const [name, files, config] of CONVERSIONS)
  test(`what git converts comes as it stands on disk: ${name}`, async () => {
    await using project = await laneProject();
    for (const [key, value] of Object.entries(config)) project.git("config", key, value);
    const texts = {
      "crlf.txt": "axb\r\n$Id: old $\r\n",
      "lf.txt": "axb\n$Id$\n",
      "mixed.txt": "a\r\nb\n",
      "utf16.txt": Buffer.from("hello\n", "utf16le"),
      "deep/crlf.txt": "a\r\n",
    };
    for (const [path, text] of Object.entries({ ...files, ...texts })) await project.write(path, text);
    project.commitAll();
    await project.write("new-crlf.txt", "n\r\n");
    await project.write("crlf.txt", "axb\r\nmore\r\n");
    const before = filesOf(project.path);

    const lane = await openLane({ root: project.path, name: "x", env: project.env });

    expect(filesOf(lane.top)).toEqual(before);
    expect(project.gitAt(lane.top, "status", "--porcelain")).toBe("");
  });

test("what git was told not to look at comes as it is; what a sparse checkout leaves out is not there", async () => {
  await using project = await laneProject({ "a.txt": "1\n", "b.txt": "1\n", "in/x.txt": "x\n", "out/y.txt": "y\n" });
  project.git("update-index", "--assume-unchanged", "a.txt");
  project.git("update-index", "--skip-worktree", "b.txt");
  await project.write("a.txt", "mine\n");
  await project.write("b.txt", "mine\n");
  expect(filesOf((await openLane({ root: project.path, name: "x", env: project.env })).top)).toEqual(
    filesOf(project.path),
  );
  project.git("update-index", "--no-assume-unchanged", "a.txt");
  project.git("update-index", "--no-skip-worktree", "b.txt");
  project.commitAll();
  project.git("sparse-checkout", "set", "in");
  expect(existsSync(project.at("out"))).toBe(false);

  const lane = await openLane({ root: project.path, name: "x", env: project.env });

  expect(filesOf(lane.top)).toEqual(filesOf(project.path));
  expect(project.gitAt(lane.top, "status", "--porcelain")).toBe("");
});

test("the token, locks and records of ours are in no lane; ignored files are not, but .env and what was named", async () => {
  const env = {
    ".env": "A=1\n",
    ".env.local": "B=2\n",
    "certs/dev.pem": "c\n",
    "certs/note.txt": "n\n",
    "other.log": "o\n",
  };
  await using project = await laneProject({ ".gitignore": ".env*\ncerts/\n*.log\n", "packages/a/a.txt": "a\n" });
  for (const [path, text] of Object.entries({ ...env, "packages/a/.env": "C=3\n" })) await project.write(path, text);
  const ours = {
    ".prompts-gpt/.credentials.json": "pgpt_x",
    ".prompts-gpt/.sweep.lock": "{}",
    ".prompts-gpt/sweeps/x.lock": "{}",
    "records/run-1/events.jsonl": "{}",
  };
  for (const [path, text] of Object.entries(ours)) await project.write(path, text);
  symlinkSync("/etc", project.at("certs/outside"));
  const objects = () => project.git("cat-file", "--batch-all-objects", "--batch-check");
  const token = project.git("hash-object", ".prompts-gpt/.credentials.json");

  const wish = { root: project.path, name: "x", env: project.env, leaveOut: [project.at("records")] };
  const lane = await openLane({ ...wish, copy: ["certs/dev.pem", "certs/outside/passwd", "nothing-here"] });

  const names = Object.keys(filesOf(lane.top)).toSorted();
  expect(names).toEqual([
    ".env",
    ".env.local",
    ".gitignore",
    "README.md",
    "certs/dev.pem",
    "packages/a/.env",
    "packages/a/a.txt",
  ]);
  expect(lane.missing).toEqual(["certs/outside/passwd: a link leads there"]);
  expect(objects()).not.toContain(token);
  const whole = await openLane({ ...wish, copy: ["certs"] });
  expect(whole.missing).toEqual(["certs: certs/outside is a link that leads out of the working tree"]);
  for (const path of ["../x", "/etc/passwd", ".git/config", "a/../../b"])
    expect((await rejection(openLane({ ...wish, copy: [path] }))).exitCode).toBe(2);
});

test("dependencies are copied, never linked; links among them lead into the lane", async () => {
  await using project = await laneProject({ ".gitignore": "node_modules\n.venv\n" });
  await project.write("node_modules/a/index.js", "a\n");
  await project.write(".venv/pyvenv.cfg", "home = /usr\n");
  mkdirSync(project.at("node_modules/.bin"));
  symlinkSync("../a/index.js", project.at("node_modules/.bin/a"));
  symlinkSync(project.at("src"), project.at("node_modules/self"));

  const lane = await openLane({ root: project.path, name: "x", env: project.env });

  const at = (path: string) => join(lane.top, path);
  expect(lstatSync(at("node_modules")).isDirectory()).toBe(true);
  expect(readFileSync(at("node_modules/.bin/a"), "utf8")).toBe("a\n");
  expect(statSync(at("node_modules/a/index.js")).ino).not.toBe(statSync(project.at("node_modules/a/index.js")).ino);
  expect(filesOf(lane.top)["node_modules/self"]).toContain(at("src"));
  expect(lane.missing).toEqual([".venv: its programs name the folder they stand in"]);
});

test("a lane begins with its base, also when the user has gone on meanwhile", async () => {
  await using project = await laneProject({
    ".gitattributes": "*.txt text eol=crlf\n",
    "a.txt": "1\r\n",
    "b.txt": "1\n",
  });
  await project.write("a.txt", "2\r\n");
  const base = await takeBase({ root: project.path, env: project.env });
  await project.write("a.txt", "three\r\n");
  await project.write("b.txt", "three\n");

  const lane = await openLane({ root: project.path, name: "x", base, env: project.env });

  expect(readFileSync(join(lane.top, "a.txt"), "utf8")).toBe("2\r\n");
  expect(project.gitAt(lane.top, "status", "--porcelain")).toBe("");
});

test("before the first commit, below the top, from a linked worktree, with a git hook: it works, and no hook is run", async () => {
  await using project = await laneProject({ "sub/a.txt": "a\n" });
  await project.write(".git/hooks/post-checkout", '#!/bin/sh\ntouch "$HOME/hooked"\n');
  chmodSync(project.at(".git/hooks/post-checkout"), 0o755);
  rmSync(project.at(".git/refs/heads/main"));
  const unborn = await openLane({ root: project.at("sub"), name: "Ünborn / one", env: project.env });
  expect([unborn.root, readFileSync(join(unborn.root, "a.txt"), "utf8")]).toEqual([join(unborn.top, "sub"), "a\n"]);
  const second = await openLane({ root: unborn.top, name: "x", env: project.env });
  expect(filesOf(second.top)).toEqual(filesOf(project.path));
  expect(existsSync(join(project.env.HOME, "hooked"))).toBe(false);
});

test("set-up commands are run in the lane, with ports of its own; one that fails leaves nothing", async () => {
  await using project = await laneProject();
  const wish = { root: project.path, name: "x", env: project.env };
  const [one, two] = await Promise.all(
    ["one", "two"].map((name) =>
      openLane({ ...wish, name, setup: ["echo $PROMPTS_GPT_PORT_BASE > ports", "cat ports"] }),
    ),
  );
  expect(one?.ports.base).not.toBe(two?.ports.base);
  expect(readFileSync(join(one?.top ?? "", "ports"), "utf8")).toBe(`${one?.ports.base}\n`);
  const worktrees = project.git("worktree", "list");

  const error = await rejection(openLane({ ...wish, setup: ["echo about to fail; exit 3"] }));

  expect(error.message).toContain("echo about to fail; exit 3 exited with code 3.\nabout to fail");
  expect(project.git("worktree", "list")).toBe(worktrees);
});

test("not in a folder without a repository, and not where lanes would stand in the working tree", async () => {
  await using project = await laneProject();
  expect((await rejection(openLane({ root: project.env.HOME, name: "x", env: project.env }))).exitCode).toBe(2);
  const env = { ...project.env, XDG_STATE_HOME: project.at("state") };
  expect((await rejection(openLane({ root: project.path, name: "x", env }))).exitCode).toBe(2);
});
