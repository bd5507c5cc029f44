import { execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { doctor, readyProject } from "../support/doctor.ts";
import { type Project, tempProject, until } from "../support/project.ts";

const TOKEN = "pgpt_0123456789abcdef";
const stored = JSON.stringify({ token: TOKEN, apiUrl: "https://prompts.example.com" });
const WEEKS_AGO = new Date(Date.now() - 30 * 24 * 3600 * 1000);

function program(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, "#!/bin/sh\nexit 9\n", { mode: 0o755 });
}

function gitIn(project: Project, ...args: string[]): void {
  const identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org"];
  execFileSync("git", [...identity, ...args], { cwd: project.path, env: project.env, stdio: "ignore" });
}

describe("providers", () => {
  test("version and login, from files and variables alone", async () => {
    await using project = await readyProject();
    const home = project.env.HOME;
    const codex = join(home, "lib/node_modules/@openai/codex/bin/codex.js");
    program(codex);
    writeFileSync(join(codex, "../../package.json"), `{ "version": "0.169.0" }`);
    program(join(home, "share/claude/versions/2.1.330"));
    mkdirSync(join(home, "bin"));
    symlinkSync(codex, join(home, "bin/codex"));
    symlinkSync(join(home, "share/claude/versions/2.1.330"), join(home, "bin/claude"));
    const env = { PATH: `${join(home, "bin")}:${project.env.PATH}`, ANTHROPIC_API_KEY: "sk-ant-0123456789" };
    const { exitCode, facts, summary } = await doctor(project, { env });
    expect(exitCode).toBe(0);
    expect(facts("providers")).toMatchObject({
      codex: "0.169.0",
      "codex.login": "no",
      claude: "2.1.330",
      "claude.login": "yes",
      sh: "installed",
    });
    expect(summary("providers")).toContain("Claude Code 2.1.330 (ANTHROPIC_API_KEY is set)");
  });

  test("a default agent that is not there is an error; one that is not logged in a warning", async () => {
    await using project = await readyProject({ ".prompts-gpt/config.json": `{ "defaultAgent": "codex" }` });
    const bare = join(project.env.HOME, "bare");
    mkdirSync(bare);
    for (const name of ["git", "sh"]) symlinkSync(execFileSync("which", [name]).toString().trim(), join(bare, name));
    const missing = await doctor(project, { env: { PATH: bare } });
    expect([missing.exitCode, missing.codes]).toEqual([1, ["providers.default"]]);
    program(join(bare, "codex"));
    const stranger = await doctor(project, { env: { PATH: bare } });
    expect([stranger.exitCode, stranger.codes]).toEqual([0, ["providers.login"]]);
  });
});

test("config that does not hold, and what waits to be accepted", async () => {
  await using project = await readyProject();
  await project.write(".prompts-gpt/config.json", `{ "acess": "read" }`);
  const broken = await doctor(project);
  expect([broken.exitCode, broken.findings]).toMatchObject([1, [{ code: "config.unknown-key", line: 1 }]]);
  expect(broken.summary("trust")).toContain("does not hold");
  await project.write(".prompts-gpt/config.json", `{ "providers": { "codex": { "command": "./evil" } } }`);
  const untrusted = await doctor(project);
  expect([untrusted.exitCode, untrusted.codes]).toEqual([0, ["trust.untrusted"]]);
  expect((await project.cli("trust", "--yes")).exitCode).toBe(0);
  expect((await doctor(project)).codes).toEqual([]);
});

describe("ignored", () => {
  test("--fix adds both lines, says so, and there is nothing left", async () => {
    await using project = await tempProject({ ".gitignore": "node_modules/" });
    await project.write(".prompts-gpt/.credentials.json", stored);
    chmodSync(project.at(".prompts-gpt/.credentials.json"), 0o600);
    const before = await doctor(project);
    expect([before.exitCode, before.codes.toSorted()]).toEqual([1, ["ignored.artifacts", "ignored.credentials"]]);
    expect(readFileSync(project.at(".gitignore"), "utf8")).toBe("node_modules/"); // nothing without --fix
    const { exitCode, codes, fixed, stdout } = await doctor(project, { flags: ["--fix"] });
    expect([exitCode, codes]).toEqual([0, []]);
    expect(fixed).toEqual([
      `${project.at(".gitignore")}: added /.scripts/runs/`,
      `${project.at(".prompts-gpt/.gitignore")}: added .credentials.json*`,
    ]);
    expect(readFileSync(project.at(".gitignore"), "utf8")).toBe("node_modules/\n/.scripts/runs/\n");
    expect(stdout).not.toContain(TOKEN);
    const again = await project.cli("doctor", "--fix");
    expect([again.exitCode, again.stdout.includes("fixed:")]).toEqual([0, false]);
  });

  test("odd names of the folder, and folders outside", async () => {
    await using project = await tempProject();
    for (const dir of ["run [1]*?", "#runs", "!r", "a/b"]) {
      const env = { PROMPTS_GPT_ARTIFACTS_DIR: dir };
      const { codes, fixed } = await doctor(project, { env, flags: ["--fix"] });
      expect([dir, codes, fixed]).toEqual([dir, [], [expect.stringContaining(`${project.at(".gitignore")}: added `)]]);
    }
    const lines = { PROMPTS_GPT_ARTIFACTS_DIR: "a\n*.ts" };
    expect((await doctor(project, { env: lines, flags: ["--fix"] })).codes).toEqual(["ignored.artifacts"]);
    expect(readFileSync(project.at(".gitignore"), "utf8")).not.toContain(".ts");
    const env = { PROMPTS_GPT_ARTIFACTS_DIR: join(project.env.HOME, "runs") };
    expect((await doctor(project, { env })).facts("ignored")?.["artifacts"]).toBe("outside");
  });

  test("a folder with work in it is never hidden: only the runs in it", async () => {
    await using project = await tempProject({ "src/a.ts": "", "packages/one/.prompts-gpt/a.md": "# A\nDo it.\n" });
    const places = [
      ["src", project.path, "/src/agent-*/"],
      [".", project.path, "/agent-*/"],
      [".", project.at("packages/one"), "/agent-*/"],
      ["..", project.at("packages/one"), "/packages/agent-*/"],
      ["new", project.at("packages/one"), "/new/"],
    ] as const;
    for (const [dir, cwd, line] of places) {
      const options = { cwd, env: { PROMPTS_GPT_ARTIFACTS_DIR: dir }, flags: ["--fix"] };
      const { codes, fixed } = await doctor(project, options);
      expect([codes, fixed[0]?.endsWith(`: added ${line}`)]).toEqual([[], true]);
      execFileSync("git", ["clean", "-qfd"], { cwd: project.path, env: project.env });
    }
  });

  test("a .gitignore that is a link is a failed fix, not a crash, and stays", async () => {
    await using project = await tempProject();
    symlinkSync("/etc/hosts", project.at(".gitignore"));
    const { exitCode, codes } = await doctor(project, { flags: ["--fix"] });
    expect([exitCode, codes]).toEqual([1, ["ignored.artifacts", "doctor.check-failed"]]);
    expect(readFileSync(project.at(".gitignore"), "utf8")).toBe(readFileSync("/etc/hosts", "utf8"));
  });
});

test("a credentials file that others can read: told, closed by --fix alone", async () => {
  await using project = await readyProject({ ".prompts-gpt/.gitignore": ".credentials.json*\n" });
  const path = project.at(".prompts-gpt/.credentials.json");
  await project.write(".prompts-gpt/.credentials.json", stored);
  chmodSync(path, 0o644);
  const told = await doctor(project);
  expect([told.exitCode, told.findings]).toMatchObject([0, [{ code: "credentials.open", fix: `chmod 600 ${path}` }]]);
  expect(statSync(path).mode & 0o777).toBe(0o644);
  const mended = await doctor(project, { flags: ["--fix"] });
  expect([mended.codes, mended.fixed, statSync(path).mode & 0o777]).toEqual([[], [`${path}: mode 600`], 0o600]);
  expect(mended.facts("credentials")?.["tokenFrom"]).toBe("stored");
});

describe("clock", () => {
  test("before the last commit, or before a file", async () => {
    await using project = await readyProject();
    const later = new Date(Date.now() + 3600_000);
    utimesSync(project.at(".git/HEAD"), later, later);
    expect((await doctor(project)).findings).toMatchObject([{ code: "clock.behind", severity: "warning" }]);
    utimesSync(project.at(".git/HEAD"), new Date(), new Date());
    expect((await doctor(project)).codes).toEqual([]);
    const commit = ["commit", "-qm", "late", "--allow-empty"];
    execFileSync("git", ["-c", "user.name=T", "-c", "user.email=t@example.org", ...commit], {
      cwd: project.path,
      env: { ...project.env, GIT_COMMITTER_DATE: later.toISOString() },
    });
    const [finding] = (await doctor(project)).findings;
    expect(finding?.message).toContain("the last commit is from");
  });

  test("that cannot be right is an error", async () => {
    await using project = await readyProject();
    const shifted = "const now = Date.now; Date.now = () => now() - 40 * 365 * 86400e3;";
    const node = ["--import", `data:text/javascript,${encodeURIComponent(shifted)}`];
    const { exitCode, findings } = await doctor(project, { node });
    expect([exitCode, findings]).toMatchObject([1, [{ code: "clock.absurd", severity: "error" }]]);
  });
});

describe("leftovers", () => {
  test("a run that was killed, and what it had started", async () => {
    await using project = await readyProject();
    const { child } = project.start([
      "run",
      "--agent",
      "sh",
      "--prompt",
      "echo $$ > pid; sleep 300",
      "--run-id",
      "killed",
      "--keep-processes",
    ]);
    await until(() => existsSync(project.at("pid")) && readFileSync(project.at("pid"), "utf8").endsWith("\n"));
    expect((await doctor(project)).facts("leftovers")).toMatchObject({ runs: 0 }); // it goes on
    child.kill("SIGKILL");
    await until(async () => (await doctor(project)).facts("leftovers")?.["runs"] === 1);
    const left = await doctor(project);
    expect(left.findings).toMatchObject([{ code: "leftovers.processes", fix: "prompts-gpt runs stop killed" }]);
    await project.cli("runs", "stop", "killed");
    const { findings } = await doctor(project);
    expect(findings).toMatchObject([{ code: "leftovers.run", fix: expect.stringContaining("runs show killed") }]);
    expect((await doctor(project, { flags: ["--fix"] })).codes).toEqual(["leftovers.run"]); // only told
    execFileSync("sh", ["-c", /rm -r [^)]+/.exec(findings[0]?.fix ?? "")?.[0] ?? "false"]);
    expect((await doctor(project)).codes).toEqual([]);
  });

  test("drafts and temporary folders: --fix removes those that are old, and ours", async () => {
    await using project = await readyProject({ ".prompts-gpt/.gitignore": ".credentials.json*\n" });
    const temp = project.at("../" + `doctor-temp-${process.pid}`);
    const old = [join(temp, "prompts-gpt-tree-old/objects"), join(temp, "prompts-gpt-tree-new"), join(temp, "other")];
    for (const folder of old) mkdirSync(folder, { recursive: true });
    utimesSync(join(temp, "prompts-gpt-tree-old"), WEEKS_AGO, WEEKS_AGO);
    utimesSync(join(temp, "other"), WEEKS_AGO, WEEKS_AGO);
    const draft = project.at(".prompts-gpt/.credentials.json.4711-abc.tmp");
    writeFileSync(draft, stored);
    utimesSync(draft, WEEKS_AGO, WEEKS_AGO);
    const env = { TMPDIR: temp };
    expect((await doctor(project, { env })).codes).toEqual(["leftovers.files"]);
    const { fixed, codes } = await doctor(project, { env, flags: ["--fix"] });
    expect([codes, fixed]).toEqual([[], [`${draft}: removed`, `${join(temp, "prompts-gpt-tree-old")}: removed`]]);
    expect(old.map((folder) => existsSync(folder))).toEqual([false, true, true]);
    execFileSync("rm", ["-r", temp]);
  });
});

test("a check that throws is a failed check, and the others are made", async () => {
  await using project = await readyProject();
  mkdirSync(join(project.env.XDG_STATE_HOME, "prompts-gpt"), { recursive: true, mode: 0o700 });
  writeFileSync(join(project.env.XDG_STATE_HOME, "prompts-gpt/snapshots"), "no folder");
  const { exitCode, findings, found } = await doctor(project);
  expect([exitCode, found.checks.length]).toEqual([1, 13]);
  expect(findings).toMatchObject([
    { code: "doctor.check-failed", severity: "error", message: expect.stringContaining("check snapshots") },
  ]);
});

/** Whatever git or a shell could be led to: each would leave a mark. */
async function hostileProject() {
  const project = await readyProject({ ".prompts-gpt/one.md": "# One\nDo it.\n" });
  const mark = join(project.env.HOME, "marks");
  const evil = project.at("evil.sh");
  writeFileSync(evil, `#!/bin/sh\necho "$0 $*" >> ${mark}\nexit 0\n`, { mode: 0o755 });
  const names = ["git", "sh", "codex", "claude", "ps", "df", "gpg", "git-foo", "git-version", "git-ls-files", "node"];
  mkdirSync(project.at("node_modules/.bin"), { recursive: true });
  for (const name of names) {
    symlinkSync(evil, project.at(`node_modules/.bin/${name}`));
    symlinkSync(evil, project.at(name));
  }
  const hooks = ["post-index-change", "reference-transaction", "post-checkout", "pre-commit", "fsmonitor-watchman"];
  for (const hook of hooks) {
    writeFileSync(project.at(`.git/hooks/${hook}`), readFileSync(evil), { mode: 0o755 });
  }
  const aliases = ["version", "ls-files", "rev-list", "check-ignore"];
  for (const name of aliases) gitIn(project, "config", `alias.${name}`, `!${evil}`);
  const programs = ["core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "gpg.program", "diff.external"];
  for (const key of programs) gitIn(project, "config", key, evil);
  gitIn(project, "config", "log.showSignature", "true");
  gitIn(project, "config", "filter.evil.clean", evil);
  gitIn(project, "config", "filter.evil.process", evil);
  writeFileSync(project.at(".gitattributes"), "* filter=evil diff=evil\n");
  gitIn(project, "config", "extensions.partialClone", "origin");
  gitIn(project, "config", "remote.origin.promisor", "true");
  gitIn(project, "config", "remote.origin.url", `ext::${evil}`);
  gitIn(project, "config", "protocol.ext.allow", "always");
  return { project, mark, marks: () => (existsSync(mark) ? readFileSync(mark, "utf8") : "") };
}

describe("a hostile repository", () => {
  test("nothing of it is started, whatever doctor is asked for", async () => {
    const { project, marks } = await hostileProject();
    await using _project = project;
    const path = [".", "node_modules/.bin", project.at("node_modules/.bin"), project.path, project.env.PATH].join(":");
    // The last commit is gone then: a git that wanted it would ask the "remote" for it.
    for (const broken of [false, true]) {
      if (broken) writeFileSync(project.at(".git/refs/heads/main"), `${"12".repeat(20)}\n`);
      for (const flags of [[], ["--sarif"], ["--remote"], ["--fix"], ["--remote", "--fix"]]) {
        const { stdout } = await project.start(["doctor", ...flags], { env: { PATH: path } }).ended;
        expect([flags, stdout]).toEqual([flags, expect.stringMatching(/./)]);
        expect([flags, marks()]).toEqual([flags, ""]);
      }
    }
  });

  test("and it is hostile: other programs do start it", async () => {
    const { project, marks } = await hostileProject();
    await using _project = project;
    const status = spawn("git", ["status"], { cwd: project.path, env: project.env, stdio: "ignore" });
    await new Promise((resolve) => status.on("close", resolve));
    expect(marks()).toContain("evil.sh");
  });
});
