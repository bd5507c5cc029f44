import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, test } from "vitest";
import type { Turn } from "../support/fake-model.mjs";
import { isInstalled, realAgent } from "../support/real-agent.ts";
import { TOKEN, tempted } from "../support/tempted.ts";
import { tempFolder } from "../support/temp-folder.ts";

/** The four commands of the security page. */
const PAGE = ["git stash", "git reset --hard", "git checkout --force", "git clean -fd"];

/** What only the question before a command sees; each with the rule that refuses it. */
const ROUND_THE_SHIM = {
  "/usr/bin/git stash": "stash push",
  "bash -lc 'git reset --hard'": "reset --hard",
  "env -i /usr/bin/git clean -fd": "clean",
  "cd sub && PATH=/usr/bin /usr/bin/git checkout --force main": "checkout --force",
  "cat .prompts-gpt/.credentials.json": "credentials file",
} as const;

for (const agent of ["codex", "claude", "gemini", "qwen", "copilot", "opencode"] as const)
  describe.runIf(isInstalled(agent))(agent, () => {
    test("the four commands of the security page are refused, and the tree is untouched", async () => {
      await using real = await tempted(
        agent,
        PAGE.map((shell) => ({ shell })),
      );
      const { run, rules } = await real.attempt();
      assert.equal(run.cliExit, 0, run.error);
      assert.equal(rules.length, PAGE.length, rules.join());
    });
  });

for (const agent of ["codex", "claude"] as const)
  describe.runIf(isInstalled(agent))(`${agent}, asked before each command`, () => {
    test("what goes round the shim is refused before it runs, and the agent is told what to do instead", async () => {
      await using real = await tempted(
        agent,
        Object.keys(ROUND_THE_SHIM).map((shell) => ({ shell })),
      );
      const { rules } = await real.attempt();
      assert.deepEqual(rules, Object.values(ROUND_THE_SHIM));
      const told = real.told();
      assert.match(told, /prompts-gpt refused: git stash/);
      assert.match(told, /instead: /);
      assert.ok(!told.includes(TOKEN));
    });

    test("git by its path that harms nobody passes", async () => {
      const shells = [
        "/usr/bin/git status --short > status.txt",
        "/usr/bin/git add status.txt && /usr/bin/git -c user.name=A -c user.email=a@b commit -qm 'no reset --hard'",
        "grep -rc 'git stash' . > /dev/null; bash -lc 'git log --oneline' | tail -1",
      ];
      await using real = await realAgent(
        agent,
        [...shells.map((shell) => ({ shell })), { text: "FINAL" }],
        {},
        { guard: true },
      );
      const run = await real.run("--access", "full");
      assert.deepEqual([run.cliExit, run.refused, run.denied, run.changedFiles], [0, 0, 0, ["status.txt"]], run.error);
    });
  });

describe.runIf(isInstalled("claude"))("claude, its own rules", () => {
  const file = "{cwd}/.prompts-gpt/.credentials.json";
  const READS: readonly Turn[] = [
    { call: { name: "Read", args: { file_path: file } } },
    { shell: "cat .prompts-gpt/.credentials.json" },
    { call: { name: "Edit", args: { file_path: file, old_string: "pgpt", new_string: "x" } } },
  ];

  for (const more of [[], ["--allow-destructive-git"]])
    test(`the token's file is denied to Read, Edit and cat ${more.join()}`, async () => {
      await using real = await tempted("claude", READS);
      const { run } = await real.attempt(...more);
      assert.equal(run.denied, READS.length);
      assert.ok(!real.told().includes(TOKEN));
      assert.match(readFileSync(real.project.at(".prompts-gpt/.credentials.json"), "utf8"), /pgpt_/);
    });

  test("the user's own settings hold beside them: his denials and his hook", async () => {
    await using folder = await tempFolder();
    await using real = await tempted("claude", [{ shell: "echo one" }, { shell: "/usr/bin/git stash" }]);
    const settings = join(real.home, ".claude/settings.json");
    mkdirSync(dirname(settings), { recursive: true });
    const command = `echo asked >> ${folder.at("asked")}`;
    const hooks = { PreToolUse: [{ matcher: "Bash", hooks: [{ type: "command", command }] }] };
    writeFileSync(settings, JSON.stringify({ permissions: { deny: ["Bash(echo one)"] }, hooks }));
    const { rules, run } = await real.attempt();
    assert.deepEqual([rules, run.denied], [["stash push"], 2]);
    assert.equal(readFileSync(folder.at("asked"), "utf8"), "asked\nasked\n");
  });

  test("settings after -- stay whole, and it is said what that leaves out", async () => {
    await using real = await tempted("claude", [{ shell: "echo one" }, { shell: "echo two" }]);
    const { run, events } = await real.attempt("--", "--settings", '{"permissions":{"deny":["Bash(echo two)"]}}');
    assert.equal(run.denied, 1);
    assert.match(JSON.stringify(events.filter(({ type }) => type === "run.warning")), /Your --settings stands/);
  });
});

describe.runIf(isInstalled("codex"))("codex, its own rules", () => {
  test("inside its sandbox too, and where the command is started", async () => {
    await using real = await tempted("codex", [
      { shell: "/usr/bin/git stash", args: { workdir: "{cwd}/sub" } },
      { shell: "cat .credentials.json", args: { workdir: "{cwd}/.prompts-gpt" } },
    ]);
    const { rules } = await real.attempt("--access", "write");
    assert.deepEqual(rules, ["stash push", "credentials file"]);
    assert.ok(!real.told().includes(TOKEN));
  });

  test("the user's own hook is asked too, and one of a repository that he has not trusted is not", async () => {
    await using folder = await tempFolder();
    await using real = await tempted("codex", [{ shell: "/usr/bin/git stash" }]);
    const hook = (command: string, timeout: number) =>
      `\n[[hooks.PreToolUse]]\nmatcher = "Bash"\n[[hooks.PreToolUse.hooks]]\ntype = "command"\ncommand = '${command}'\ntimeout = ${timeout}\n`;
    const command = `echo asked >> ${folder.at("asked")}`;
    const hooks = [{ async: false, command, timeout: 9, type: "command" }];
    const identity = JSON.stringify({ event_name: "pre_tool_use", hooks, matcher: "Bash" });
    const config = join(real.home, ".codex/config.toml");
    const hash = createHash("sha256").update(identity).digest("hex");
    appendFileSync(
      config,
      `${hook(command, 9)}\n[hooks.state."${config}:pre_tool_use:0:0"]\ntrusted_hash = "sha256:${hash}"\n`,
    );
    mkdirSync(real.project.at(".codex"));
    writeFileSync(real.project.at(".codex/.gitignore"), "*\n");
    writeFileSync(real.project.at(".codex/config.toml"), hook(`echo never >> ${folder.at("asked")}`, 9));
    const { rules } = await real.attempt();
    assert.deepEqual([rules, readFileSync(folder.at("asked"), "utf8")], [["stash push"], "asked\n"]);
  });
});
