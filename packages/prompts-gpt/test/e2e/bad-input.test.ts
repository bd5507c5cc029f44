import { execFileSync } from "node:child_process";
import { chmod, readdir, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { type CliOptions, tempProject } from "../support/project.ts";

interface Case {
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly args: readonly string[];
  readonly exit: number;
  readonly says: readonly RegExp[];
  readonly options?: CliOptions;
}

const prompt = (extra: string, body = "Do it.") => `---\ntitle: Task\nslug: task\n${extra}---\n${body}\n`;
const config = (value: unknown) => ({ ".prompts-gpt/config.json": JSON.stringify(value, null, 2) });
const mine = { command: "sh", args: [], prompt: "stdin", output: "text", access: { write: [] } };
const SH = ["run", "--agent", "sh"];

const cases: Record<string, Case> = {
  "no prompt file": { args: ["run"], exit: 2, says: [/prompt/i] },
  "several prompt files and no terminal": {
    files: { ".prompts-gpt/one.md": "One.", ".prompts-gpt/two.md": "Two." },
    args: SH,
    exit: 2,
    says: [/one\.md/, /two\.md/],
  },
  "a prompt file that is not there": {
    files: { ".prompts-gpt/fix-tests.md": "Fix." },
    args: [...SH, "fix-test.md"],
    exit: 2,
    says: [/fix-tests/],
  },
  "an empty prompt": { args: [...SH, "--prompt", " \n"], exit: 4, says: [/empty/] },
  "an empty prompt file": { files: { "a.md": prompt("", "\n") }, args: [...SH, "a.md"], exit: 4, says: [/empty/] },
  "a missing variable": {
    files: { "a.md": prompt("variables:\n  area:\n    type: string\n", "Look at {{area}}.") },
    args: [...SH, "a.md"],
    exit: 4,
    says: [/area/, /a\.md:\d+/, /--var/],
  },
  "a provider that is not installed": {
    args: ["run", "--agent", "codex", "--prompt", "x"],
    exit: 2,
    says: [/not installed/, /npm install/],
    options: { env: { PATH: "/usr/bin:/bin" } },
  },
  "an unknown provider": { args: ["run", "--agent", "cluade", "--prompt", "x"], exit: 2, says: [/claude/] },
  "a run id that exists": { args: [...SH, "--prompt", "true", "--run-id", "taken"], exit: 2, says: [/taken/] },
  "a run id with a slash": { args: [...SH, "--prompt", "x", "--run-id", "a/b"], exit: 2, says: [/run id/] },
  "a run id with ..": { args: [...SH, "--prompt", "x", "--run-id", ".."], exit: 2, says: [/run id/] },
  "a negative timeout": { args: [...SH, "--prompt", "x", "--timeout", "-3"], exit: 2, says: [/timeout/] },
  "a timeout that is no number": { args: [...SH, "--prompt", "x", "--timeout", "soon"], exit: 2, says: [/timeout/] },
  "invalid UTF-8": {
    files: { "a.md": Buffer.from([0x68, 0x69, 0xff, 0x0a]) },
    args: [...SH, "a.md"],
    exit: 4,
    says: [/byte 2/, /UTF-8/],
  },
  "NUL on standard input": { args: [...SH, "-"], exit: 4, says: [/byte 1/, /NUL/], options: { stdin: "a\0b" } },
  "a typo in the configuration": {
    files: config({ timeoutSecond: 3 }),
    args: [...SH, "--prompt", "x"],
    exit: 2,
    says: [/timeoutSecond"/, /timeoutSeconds/],
  },
  "a wrong type in the configuration": {
    files: config({ timeoutSeconds: "3" }),
    args: [...SH, "--prompt", "x"],
    exit: 2,
    says: [/config\.json/, /timeoutSeconds/],
  },
  "a configuration that is no JSON": {
    files: { ".prompts-gpt/config.json": "{ nope" },
    args: [...SH, "--prompt", "x"],
    exit: 2,
    says: [/config\.json:1/],
  },
  "an unknown flag": { args: [...SH, "--modle", "x"], exit: 2, says: [/--model/] },
  "a flag of a later version": { args: [...SH, "--prompt", "x", "--worktree"], exit: 2, says: [/--worktree/] },
  "an unknown command": { args: ["rnu"], exit: 2, says: [/run/] },
  "a flag without its value": { args: [...SH, "--prompt"], exit: 2, says: [/--prompt/] },
  "a prompt and a file": { args: [...SH, "README.md", "--prompt", "x"], exit: 2, says: [/prompt/] },
  "an untrusted program in place of a built-in one": {
    files: config({ providers: { replay: { command: "./evil.sh" } } }),
    args: ["run", "--agent", "replay", "--prompt", "x"],
    exit: 2,
    says: [/prompts-gpt trust/],
  },
  "an untrusted provider as the default": {
    files: config({ customProviders: { mine }, defaultAgent: "mine" }),
    args: ["run", "--prompt", "x"],
    exit: 2,
    says: [/prompts-gpt trust/],
  },
  "a provider that shadows a built-in one": {
    files: config({ customProviders: { claude: mine } }),
    args: [...SH, "--prompt", "x"],
    exit: 2,
    says: [/claude/],
  },
  "a word of another provider": {
    args: [...SH, "--prompt", "x", "--sandbox", "workspace-read"],
    exit: 2,
    says: [/--access read/],
  },
  "an access that the provider cannot express": {
    files: config({ customProviders: { mine } }),
    args: ["run", "--agent", "mine", "--access", "read", "--prompt", "x"],
    exit: 2,
    says: [/access/],
  },
  "a recording in a folder that is not there": {
    args: [...SH, "--prompt", "true", "--record", "no/x.jsonl"],
    exit: 2,
    says: [/no\/x\.jsonl/],
  },
  "an artifacts folder that is a file": {
    args: [...SH, "--prompt", "true", "--artifacts-dir", "README.md"],
    exit: 1,
    says: [/cannot be made/],
  },
  "an artifacts folder where none can be": {
    args: [...SH, "--prompt", "true", "--artifacts-dir", "/proc/x/y"],
    exit: 1,
    says: [/cannot be made/],
  },
  "a folder that is not there": {
    args: [...SH, "--prompt", "x", "--cwd", "/no/such/folder"],
    exit: 2,
    says: [/no\/such\/folder/],
  },
  "a run that is not there": { args: ["runs", "show", "agent-x"], exit: 2, says: [/agent-x/] },
  "an unknown recording": {
    args: ["run", "--agent", "replay", "--model", "helo", "--prompt", "x"],
    exit: 1,
    says: [/hello/],
  },
};

for (const [name, { files = {}, args, exit, says, options }] of Object.entries(cases))
  test(`${name} → ${exit}`, async () => {
    await using project = await tempProject(files);
    if (args.includes("taken")) await project.run("true", "--run-id", "taken");
    const ended = await project.start(args, options).ended;
    const said = ended.stdout + ended.stderr;
    expect({ exit: ended.exitCode, said }).toMatchObject({ exit });
    for (const word of says) expect(said).toMatch(word);
    expect(said).not.toMatch(/\n\s+at |undefined|\[object/); // never a stack trace, never a hole
    if (exit === 2 && !args.includes("taken"))
      expect(await readdir(project.at(".scripts/runs")).catch(() => [])).toEqual([]);

    const json = await project.start([...args, "--json"], options).ended;
    expect(json.exitCode).toBe(exit);
    expect(JSON.parse(json.stdout)).toMatchObject({ schemaVersion: 1 });
  });

test.each([
  "--version",
  "--help",
  "help run",
  "list",
  "validate",
  "status --config",
  "trust --show",
  "runs list",
  "run a.md --agent sh",
])("%s says nothing but its own words on standard error", async (line) => {
  await using project = await tempProject({ "a.md": "true" });
  expect((await project.cli(...line.split(" "))).stderr).not.toContain("(node:");
});

test("a custom provider of the repository runs when it is named, and by default once it was accepted", async () => {
  await using project = await tempProject(config({ customProviders: { mine }, defaultAgent: "mine" }));
  expect((await project.cli("run", "--agent", "mine", "--prompt", "echo named")).exitCode).toBe(0);
  expect((await project.cli("trust", "--yes")).exitCode).toBe(0);
  expect((await project.cli("run", "--prompt", "echo accepted")).exitCode).toBe(0);
  await project.write(
    ".prompts-gpt/config.json",
    JSON.stringify({ customProviders: { mine: { ...mine, args: ["-x"] } }, defaultAgent: "mine" }),
  );
  expect((await project.cli("run", "--prompt", "echo changed")).exitCode).toBe(2);
  expect((await project.cli("run", "--prompt", "echo once", "--trust")).exitCode).toBe(0);
  expect((await project.cli("run", "--prompt", "echo again")).exitCode).toBe(2);
});

test("what comes with the repository may narrow, never widen", async () => {
  await using project = await tempProject({
    ...config({ access: "full" }),
    "wide.md": prompt("access: full\n", "echo hi"),
    "narrow.md": prompt("access: read\n", "echo hi"),
  });
  const access = async (...args: string[]) =>
    (JSON.parse((await project.cli(...SH, ...args, "--dry-run", "--json")).stdout) as { facts: { access: string } })
      .facts.access;
  expect([await access("wide.md"), await access("narrow.md"), await access("wide.md", "--access", "full")]).toEqual([
    "write",
    "read",
    "full",
  ]);
});

test("a link of the repository that leads the record out of the project", async () => {
  await using project = await tempProject();
  await symlink(tmpdir(), project.at(".scripts"));
  const ended = await project.cli(...SH, "--prompt", "true");
  expect(ended.exitCode).toBe(2);
  expect(ended.stderr).toContain("--artifacts-dir");
});

test("without git on PATH a local configuration in a repository is not taken for the user's own", async () => {
  await using project = await tempProject({
    ".prompts-gpt/config.local.json": JSON.stringify({ access: "full" }),
    "bin/sh": "",
  });
  await chmod(project.at("bin/sh"), 0o755);
  const run = project.start([...SH, "--prompt", "x", "--dry-run", "--json"], { env: { PATH: project.at("bin") } });
  expect(JSON.parse((await run.ended).stdout)).toMatchObject({ facts: { access: "write" } });
});

test("a local configuration that git tracks came with the repository", async () => {
  await using project = await tempProject({
    ".prompts-gpt/config.local.json": JSON.stringify({ access: "full" }),
    "task.md": "echo hi",
  });
  const { facts } = JSON.parse((await project.cli(...SH, "task.md", "--dry-run", "--json")).stdout) as {
    facts: { access: string };
  };
  expect(facts.access).toBe("write");
  execFileSync("git", ["rm", "-q", "--cached", ".prompts-gpt/config.local.json"], { cwd: project.path });
  const untracked = JSON.parse((await project.cli(...SH, "task.md", "--dry-run", "--json")).stdout) as {
    facts: { access: string };
  };
  expect(untracked.facts.access).toBe("full");
});
