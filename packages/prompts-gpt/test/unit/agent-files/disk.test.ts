import { spawnSync } from "node:child_process";
import { existsSync, renameSync, symlinkSync } from "node:fs";
import { chmod, mkdir, readdir, readFile, realpath, rename, rm, stat, symlink, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { applyAgentFiles } from "../../../src/agent-files/apply.ts";
import { chooseTargets } from "../../../src/agent-files/choose-targets.ts";
import { contentOf, readExisting } from "../../../src/agent-files/existing.ts";
import { detectTargets } from "../../../src/agent-files/detect.ts";
import { writeAgentFiles } from "../../../src/index.ts";
import { rejection, tempFolder } from "../../support/temp-folder.ts";

const PROMPT = "---\ntitle: Fix the tests\nslug: fix-tests\n---\nFix them.\n";
const LIBRARY = { ".prompts-gpt/fix-tests.md": PROMPT, ".prompts-gpt/sweeps/audit.md": "Audit.\n" };

async function names(root: string): Promise<string[]> {
  return detectTargets(root).map(({ name }) => name);
}

test("targets are found by what a repository has", async () => {
  await using folder = await tempFolder({
    "AGENTS.md": "",
    ".claude/commands/a.md": "",
    ".cursor/rules/a.mdc": "",
    ".gemini/settings.json": "",
    ".kilocode/rules/a.md": "",
    ".github/copilot-instructions.md": "",
    ".clinerules": "a file, as older ones were",
  });
  expect(await names(folder.path)).toEqual([
    "agents-md",
    "copilot-instructions",
    "claude-commands",
    "cursor-rules",
    "gemini-commands",
    "kilo-commands",
  ]);
});

test("a link is not found, nor what stands behind one, nor a folder in a file's place", async () => {
  await using outside = await tempFolder({ "commands/a.md": "", "GEMINI.md": "" });
  await using folder = await tempFolder({ "AGENTS.md": "" });
  await symlink("AGENTS.md", folder.at("CLAUDE.md"));
  await symlink(outside.path, folder.at(".claude"));
  await symlink(outside.at("GEMINI.md"), folder.at("GEMINI.md"));
  await symlink("nowhere", folder.at("QWEN.md"));
  await mkdir(folder.at(".goosehints"));
  expect(await names(folder.path)).toEqual(["agents-md"]);
});

test("what the repository uses is written, a second run writes nothing, and a deleted prompt's files go", async () => {
  await using folder = await tempFolder({ ...LIBRARY, "AGENTS.md": "# Mine", ".claude/skills/mine/SKILL.md": "mine" });
  await chmod(folder.at("AGENTS.md"), 0o640);
  const first = await writeAgentFiles({ cwd: folder.path });
  expect(first).toEqual({
    targets: ["agents-md", "claude-skills"],
    written: [".claude/skills/fix-tests/SKILL.md", "AGENTS.md"],
    removed: [],
    findings: [],
  });
  expect(await readFile(folder.at("AGENTS.md"), "utf8")).toMatch(/^# Mine\n\n<!-- prompts-gpt:begin [\s\S]*end -->$/);
  expect((await stat(folder.at("AGENTS.md"))).mode & 0o777).toBe(0o640);
  expect(await writeAgentFiles({ cwd: folder.path })).toMatchObject({ written: [], removed: [], findings: [] });

  await folder.write(".prompts-gpt/fix-tests.md", PROMPT.replaceAll("fix-tests", "fix-all"));
  const second = await writeAgentFiles({ cwd: folder.path });
  expect(second).toMatchObject({
    written: [".claude/skills/fix-all/SKILL.md", "AGENTS.md"],
    removed: [".claude/skills/fix-tests/SKILL.md"],
  });
  expect((await readdir(folder.at(".claude/skills"))).toSorted()).toEqual(["fix-all", "mine"]);
});

test("a dry run says the same and writes nothing", async () => {
  await using folder = await tempFolder(LIBRARY);
  const said = await writeAgentFiles({ cwd: folder.path, targets: ["gemini-commands", "claude-md"], dryRun: true });
  expect(said.written).toEqual([".gemini/commands/fix-tests.toml", "CLAUDE.md"]);
  expect(await readdir(folder.path)).toEqual([".prompts-gpt"]);
});

test("agentFiles of the configuration names the targets, and an unknown one is told with its line", async () => {
  await using folder = await tempFolder({
    ...LIBRARY,
    "AGENTS.md": "",
    ".prompts-gpt/config.json": '{ "agentFiles": ["claude-md"] }',
  });
  expect((await writeAgentFiles({ cwd: folder.path })).written).toEqual(["CLAUDE.md"]);
  await folder.write(".prompts-gpt/config.json", '{\n  "agentFiles": [\n    "claud-md"\n  ]\n}\n');
  expect(await rejection(writeAgentFiles({ cwd: folder.path }))).toMatchObject({
    name: "ConfigError",
    message: expect.stringMatching(/config\.json:3.*claud-md/s),
    fix: expect.stringContaining('Did you mean "claude-md"?'),
  });
  expect(await rejection(writeAgentFiles({ cwd: folder.path, targets: ["nope"] }))).toMatchObject({
    name: "ConfigError",
  });
});

test("nothing is written through a link: it is reported, and what it points at stays as it is", async () => {
  await using outside = await tempFolder({ "a.md": "theirs", "commands/x.md": "theirs" });
  await using folder = await tempFolder({ ...LIBRARY, ".claude/commands/mine.md": "mine" });
  await symlink(outside.at("a.md"), folder.at("CLAUDE.md"));
  await symlink(outside.at("commands"), folder.at(".gemini"));
  await symlink(outside.at("a.md"), folder.at(".claude/commands/fix-tests.md"));
  const targets = ["claude-md", "claude-commands", "gemini-commands"];
  const result = await writeAgentFiles({ cwd: folder.path, targets });
  expect(result).toMatchObject({ written: [], removed: [] });
  expect(result.findings.map(({ code, file }) => [code, file])).toEqual([
    ["agent-files.link", "CLAUDE.md"],
    ["agent-files.link", ".gemini/commands"],
    ["agent-files.foreign", ".claude/commands/fix-tests.md"],
  ]);
  expect(await readFile(outside.at("a.md"), "utf8")).toBe("theirs");
  expect((await readdir(outside.at("commands"))).toSorted()).toEqual(["x.md"]);
});

test("a link is somebody's even when what it points at is what we would write", async () => {
  await using folder = await tempFolder({ ...LIBRARY, ".claude/commands/mine.md": "mine" });
  await writeAgentFiles({ cwd: folder.path });
  await rename(folder.at(".claude/commands/fix-tests.md"), folder.at("elsewhere.md"));
  await symlink("../../elsewhere.md", folder.at(".claude/commands/fix-tests.md"));
  await symlink("nowhere", folder.at("CLAUDE.md"));
  const result = await writeAgentFiles({ cwd: folder.path, targets: ["claude-commands", "claude-md"] });
  expect(result).toMatchObject({ written: [], removed: [] });
  expect(result.findings.map(({ file, message }) => [file, message])).toEqual([
    ["CLAUDE.md", expect.stringContaining("It is a link")],
    [".claude/commands/fix-tests.md", expect.stringContaining("not written by prompts-gpt")],
  ]);
});

for (const [what, path, named] of [
  ["the file", "CLAUDE.md", "CLAUDE.md"],
  ["a folder on the way", ".claude/commands/a.md", ".claude is a link"],
  ["a link to nothing", "GEMINI.md", "GEMINI.md"],
] as const)
  test(`a plan that is older than a link is not carried out: ${what}`, async () => {
    await using outside = await tempFolder({ "a.md": "theirs" });
    await using folder = await tempFolder();
    await symlink(outside.at("a.md"), folder.at("CLAUDE.md"));
    await symlink(outside.path, folder.at(".claude"));
    await symlink(outside.at("new.md"), folder.at("GEMINI.md"));
    const failed = await rejection(
      applyAgentFiles(await realpath(folder.path), [{ path, seen: undefined, text: "ours", isOurs: true }]),
    );
    expect(failed).toMatchObject({ name: "ExecutionError", exitCode: 1, message: expect.stringContaining(named) });
    expect(await readdir(outside.path)).toEqual(["a.md"]);
    expect(await readFile(outside.at("a.md"), "utf8")).toBe("theirs");
  });

test("a shared file that is too large, or not to be read, is left as it is, and told", async () => {
  const large = "mine\n".repeat(4_000_000);
  await using folder = await tempFolder({ ...LIBRARY, "AGENTS.md": large, "GEMINI.md": "" });
  const result = await writeAgentFiles({ cwd: folder.path, targets: ["agents-md", "gemini-md"] });
  expect(result).toMatchObject({
    written: ["GEMINI.md"],
    findings: [{ severity: "error", code: "agent-files.unreadable", file: "AGENTS.md" }],
  });
  expect((await readFile(folder.at("AGENTS.md"), "utf8")) === large).toBe(true);
});

test("a shared file that somebody changed since it was read is left as it is", async () => {
  await using folder = await tempFolder({ "AGENTS.md": "new\n" });
  const root = await realpath(folder.path);
  for (const seen of ["old\n", ""]) {
    const file = { path: "AGENTS.md", text: "ours", isOurs: false, seen: Buffer.from(seen) };
    expect(await rejection(applyAgentFiles(root, [file]))).toMatchObject({ exitCode: 1, fix: "prompts-gpt sync" });
  }
  expect(await readdir(root)).toEqual(["AGENTS.md"]);
  expect(await readFile(folder.at("AGENTS.md"), "utf8")).toBe("new\n");
});

test("a folder that becomes a link while its files are written gets none of them", async () => {
  await using outside = await tempFolder();
  await using folder = await tempFolder();
  const root = await realpath(folder.path);
  const file = (name: string) => ({ path: `.claude/commands/${name}.md`, seen: undefined, text: "ours", isOurs: true });
  function* files() {
    yield file("a");
    renameSync(folder.at(".claude/commands"), folder.at("away"));
    symlinkSync(outside.path, folder.at(".claude/commands"));
    yield file("b");
  }
  expect(await rejection(applyAgentFiles(root, files()))).toMatchObject({
    exitCode: 1,
    message: expect.stringContaining(".claude/commands is a link"),
  });
  expect(await readdir(outside.path)).toEqual([]);
});

test("a skill's folder that is a link, or a file, is left and told; the other files are written", async () => {
  await using outside = await tempFolder({ "SKILL.md": "theirs" });
  await using folder = await tempFolder({ ...LIBRARY, ".agents/skills/x": "", ".claude/skills/fix-tests": "a file" });
  await symlink(outside.path, folder.at(".agents/skills/fix-tests"));
  const targets = ["agents-md", "agents-skills", "claude-skills"];
  for (const dryRun of [true, false]) {
    const result = await writeAgentFiles({ cwd: folder.path, targets, dryRun });
    expect(result.written).toEqual(["AGENTS.md"]);
    expect(result.findings.map(({ file }) => file)).toEqual([
      ".agents/skills/fix-tests/SKILL.md",
      ".claude/skills/fix-tests/SKILL.md",
    ]);
  }
  expect(await readdir(outside.path)).toEqual(["SKILL.md"]);
});

test("the folders of a skill go with it, unless there is something of somebody's in them", async () => {
  await using folder = await tempFolder({ ...LIBRARY, ".prompts-gpt/b.md": "B.\n" });
  const sync = () => writeAgentFiles({ cwd: folder.path, targets: ["agents-skills"] });
  expect((await sync()).written).toHaveLength(4);
  await writeFile(folder.at(".agents/skills/b/notes.md"), "mine");
  await rm(folder.at(".prompts-gpt"), { recursive: true });
  expect((await sync()).removed).toHaveLength(4);
  expect(await readdir(folder.at(".agents"), { recursive: true })).toEqual(["skills", "skills/b", "skills/b/notes.md"]);
});

test("the policy of a skill is not written through a link either", async () => {
  await using outside = await tempFolder();
  await using folder = await tempFolder({ ...LIBRARY, ".agents/skills/fix-tests/x": "" });
  await symlink(outside.path, folder.at(".agents/skills/fix-tests/agents"));
  const result = await writeAgentFiles({ cwd: folder.path, targets: ["agents-skills"] });
  expect([result.written, result.findings]).toEqual([
    [".agents/skills/fix-tests/SKILL.md"],
    [expect.objectContaining({ file: ".agents/skills/fix-tests/agents/openai.yaml" })],
  ]);
  expect(await readdir(outside.path)).toEqual([]);
});

test("drafts of a killed sync go with the next one; those of a living one, and whatever else is there, stay", async () => {
  const { pid: dead } = spawnSync(process.execPath, ["--version"]);
  const own = (at: string, pid: number) => `${at}.${pid}-abc.tmp`;
  const [skill, command] = [".claude/skills/fix-tests/SKILL.md", ".claude/commands/fix-tests.md"];
  const stay = [own(command, process.pid), own(".claude/commands/notes.md", dead), `${command}.tmp`];
  await using folder = await tempFolder({
    ...LIBRARY,
    ...Object.fromEntries(
      [...stay, own(command, dead), own(skill, dead), own("AGENTS.md", dead)].map((at) => [at, ""]),
    ),
  });
  await mkdir(folder.at(own("CLAUDE.md", dead)));
  const targets = ["agents-md", "claude-commands", "claude-md", "claude-skills"];
  expect((await writeAgentFiles({ cwd: folder.path, targets })).written).toHaveLength(4);
  const names = await readdir(folder.path, { recursive: true });
  expect(names.filter((name) => name.endsWith(".tmp")).toSorted()).toEqual(
    [...stay, own("CLAUDE.md", dead)].toSorted(),
  );
});

const noProc = existsSync("/proc/self/status") ? undefined : "there is no /proc";
if (noProc !== undefined) console.log(`skipped: a file that says less of its size than it has: ${noProc}`);

test.skipIf(noProc !== undefined)("a file that is longer than it says is read from its start", () => {
  expect(contentOf("/proc/self/status")?.toString()).toMatch(/^Name:[^]*\nPid:\t\d+\n[^]*\n$/);
});

test("a folder that this user may not look into is told once, with what to type", async () => {
  await using folder = await tempFolder({ ".agents/skills/a/SKILL.md": "mine", "AGENTS.md": "" });
  for (const path of [folder.path, folder.at(".agents")]) await chmod(path, 0o755);
  await chmod(folder.at(".agents/skills"), 0o000);
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534); // nobody
  try {
    const { targets } = chooseTargets(["agents-md", "agents-skills"]);
    const { targets: usable, findings } = readExisting(await realpath(folder.path), targets);
    expect(usable.map(({ name }) => name)).toEqual(["agents-md"]);
    expect(findings).toEqual([
      expect.objectContaining({ file: ".agents/skills", severity: "error", fix: "chmod u+rwx .agents/skills" }),
    ]);
  } finally {
    if (isRoot) process.seteuid?.(0);
    await chmod(folder.at(".agents/skills"), 0o755);
  }
});

test("a file in the way of a folder is left, and told", async () => {
  await using folder = await tempFolder({ ...LIBRARY, ".clinerules": "as older ones were" });
  const result = await writeAgentFiles({ cwd: folder.path, targets: ["cline-workflows"] });
  expect(result).toMatchObject({
    written: [],
    findings: [{ code: "agent-files.link", file: ".clinerules/workflows" }],
  });
});

test("a folder in the way of a file is left, and told", async () => {
  await using folder = await tempFolder(LIBRARY);
  await mkdir(folder.at("CLAUDE.md"));
  const result = await writeAgentFiles({ cwd: folder.path, targets: ["claude-md"] });
  expect(result).toMatchObject({ written: [], findings: [{ code: "agent-files.link", file: "CLAUDE.md" }] });
});

test("a shared file that is larger than any agent reads is left as it is, and told", async () => {
  await using folder = await tempFolder({ ...LIBRARY, "AGENTS.md": Buffer.alloc(18 * 1024 * 1024, "x") });
  const result = await writeAgentFiles({ cwd: folder.path, targets: ["agents-md", "claude-md"] });
  expect(result).toMatchObject({
    written: ["CLAUDE.md"],
    findings: [{ severity: "error", code: "agent-files.unreadable", file: "AGENTS.md" }],
  });
  expect((await stat(folder.at("AGENTS.md"))).size).toBe(18 * 1024 * 1024);
});

test("a shared file in another encoding is left as it is", async () => {
  const latin1 = Buffer.from("Gr\u00FC\u00DFe\n", "latin1");
  await using folder = await tempFolder({ ...LIBRARY, "AGENTS.md": latin1 });
  const result = await writeAgentFiles({ cwd: folder.path });
  expect(result).toMatchObject({ written: [], findings: [{ code: "agent-files.block", file: "AGENTS.md" }] });
  expect(await readFile(folder.at("AGENTS.md"))).toEqual(latin1);
});
