import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { expect, test } from "vitest";
import type { ImportResult } from "../../src/index.ts";
import { tempProject } from "../support/project.ts";

/** As the tools' own documentation shows them. */
const theirs = {
  ".github/prompts/form.prompt.md":
    "---\ndescription: A form\ntools: ['edit']\n---\nMake ${input:name:its name} in ${selection}.\n",
  ".claude/commands/issue.md":
    "---\nallowed-tools: Bash(git add:*)\nargument-hint: [number]\n---\nFix issue $ARGUMENTS.\n",
  ".claude/skills/pdf/SKILL.md":
    "---\nname: pdf-forms\ndescription: Fills forms\nlicense: MIT\n---\n# PDF\n\nFill it.\n",
  ".claude/skills/pdf/notes.md": "Only notes.\n",
  ".cursor/rules/style.mdc": "---\ndescription: Style\nglobs: *.ts\nalwaysApply: false\n---\nUse const.\n",
  "prompts/greet.prompt":
    "---\nmodel: googleai/gemini\ninput:\n  schema:\n    name: string, who\n---\nGreet {{name}}.\n",
  ".gemini/commands/review.toml": 'description = "Review"\nprompt = """Review {{args}}."""\n',
};

test("each public format becomes a prompt file that holds; what could not be carried is told with its line", async () => {
  await using project = await tempProject(theirs);
  const { exitCode, stdout } = await project.cli(
    "import",
    ...Object.keys(theirs).filter((path) => !path.endsWith("notes.md")),
  );
  expect(exitCode).toBe(0);
  for (const [from, to] of [
    [".github/prompts/form.prompt.md", "form"],
    [".claude/commands/issue.md", "issue"],
    [".claude/skills/pdf/SKILL.md", "pdf-forms"],
    [".cursor/rules/style.mdc", "style"],
    ["prompts/greet.prompt", "greet"],
    [".gemini/commands/review.toml", "review"],
  ] as const) {
    expect(stdout).toContain(`Imported ${from} → .prompts-gpt/${to}.md\n`);
    expect(readFileSync(project.at(`.prompts-gpt/${to}.md`), "utf8")).toContain("source: local\n");
  }
  expect(stdout).toContain('warning: .github/prompts/form.prompt.md:3: "tools" was not carried.');
  expect(stdout).toContain('warning: .cursor/rules/style.mdc:3: "globs" was not carried.');
  expect((await project.cli("validate")).stdout).toContain("0 errors");
  expect((await project.cli("run", "greet", "--agent", "sh", "--var", "name=Ada", "--dry-run")).stdout).toContain(
    "Greet Ada.",
  );
});

test("of a folder all that is in it; a second import changes nothing and is 0", async () => {
  await using project = await tempProject(theirs);
  const first = await project.cli("import", ".claude/skills", ".cursor/rules");
  expect([first.exitCode, first.stdout]).toEqual([0, expect.stringMatching(/pdf-forms\.md.*style\.md/s)]);
  const written = readFileSync(project.at(".prompts-gpt/style.md"), "utf8");
  const again = await project.cli("import", ".claude/skills", ".cursor/rules", "--json");
  const { ok, files } = JSON.parse(again.stdout) as ImportResult;
  expect([again.exitCode, ok, files.map(({ as }) => as)]).toEqual([0, true, ["same", "same"]]);
  expect(readFileSync(project.at(".prompts-gpt/style.md"), "utf8")).toBe(written);
});

test("instructions that agents load unasked are no prompts, nor is a file with our block", async () => {
  const block = "<!-- prompts-gpt:begin (x) -->\n- **a** (`a`)\n<!-- prompts-gpt:end -->\n";
  await using project = await tempProject({
    "AGENTS.md": "Be brief.\n",
    "CLAUDE.md": block,
    "notes.md": `Mine.\n\n${block}`,
    "con.md": "Do it.\n",
    "skill/SKILL.md": "---\nname: gemini\ndescription: d\n---\nDo it.\n",
    "README.md": "# Mine\n\nDo it.\n",
  });
  const { exitCode, stdout } = await project.cli("import", ".");
  expect([exitCode, stdout.match(/^(?:Not i|I)mported:? .*$/gm)?.toSorted()]).toEqual([
    4,
    [
      "Imported README.md → .prompts-gpt/readme.md",
      ...["AGENTS.md", "CLAUDE.md", "con.md", "notes.md", "skill/SKILL.md"].map((name) => `Not imported: ${name}`),
    ],
  ]);
  expect(stdout.match(/^ {2}try: /gm)).toHaveLength(5);
});

test("nothing is written over, neither a file nor a slug nor through a link; the others are imported: 4", async () => {
  await using project = await tempProject({
    ...theirs,
    ".prompts-gpt/issue.md": "# Mine\n",
    ".prompts-gpt/own.md": "---\ntitle: Mine\nslug: style\n---\nMine.\n",
    "outside.txt": "untouched",
  });
  symlinkSync("../outside.txt", project.at(".prompts-gpt/form.md"));
  const paths = [
    ".claude/commands/issue.md",
    ".cursor/rules/style.mdc",
    ".github/prompts/form.prompt.md",
    "prompts/greet.prompt",
  ];
  const { exitCode, stdout } = await project.cli("import", ...paths);
  expect(exitCode).toBe(4);
  expect(stdout).toMatch(
    /issue\.md is there already.*own\.md is there already.*form\.md is there already.*Imported prompts\/greet/s,
  );
  expect(readFileSync(project.at(".prompts-gpt/issue.md"), "utf8")).toBe("# Mine\n");
  expect(readFileSync(project.at("outside.txt"), "utf8")).toBe("untouched");
  expect(existsSync(project.at(".prompts-gpt/style.md"))).toBe(false);
});

test("a library that is a link is not written through", async () => {
  await using project = await tempProject({ ...theirs, "elsewhere/x.txt": "" });
  symlinkSync("elsewhere", project.at(".prompts-gpt"));
  const { exitCode, stderr } = await project.cli("import", "prompts/greet.prompt");
  expect([exitCode, stderr, existsSync(project.at("elsewhere/greet.md"))]).toEqual([
    2,
    expect.stringContaining("try: "),
    false,
  ]);
});

test("what is to be typed is safe to paste, whatever a file of the repository is called", async () => {
  const name = "it's $(touch pwned).mdc";
  await using project = await tempProject({ [name]: "Do it.\n", ".prompts-gpt/it-s-touch-pwned.md": "mine\n" });
  const { stdout } = await project.cli("import", name);
  expect(stdout).toContain(String.raw`prompts-gpt import 'it'\''s $(touch pwned).mdc'`);
});

test.each([
  ["absent.mdc", undefined, "no such file"],
  ["notes.txt", "Do it.", "no format"],
  ["empty.mdc", "---\ndescription: x\n---\n", "no prompt"],
  ["binary.mdc", "a\0b", "binary"],
  ["code.prompt.md", "---js\n{}\n---\nx\n", "not supported"],
  ["broken.toml", "prompt = ", "TOML"],
  ["secret.mdc", "Use ghp_0123456789abcdefghijABCDEFGHIJ012345.\n", "looks like a secret"],
  ["ours.md", "---\ntitle: x\nslug: x\n---\nDo it.\n", "prompt file already"],
])("%s is refused: 4, with what to do, and nothing is written", async (name, text, said) => {
  await using project = await tempProject(text === undefined ? {} : { [name]: text });
  const { exitCode, stdout } = await project.cli("import", name);
  expect([exitCode, stdout]).toEqual([4, expect.stringMatching(new RegExp(`${said}.*\\n  try: `, "is"))]);
  expect(existsSync(project.at(".prompts-gpt"))).toBe(false);
});

test("a pipe is not waited for, and import without a path is 2", async () => {
  await using project = await tempProject();
  execFileSync("mkfifo", [project.at("pipe.mdc")]);
  expect((await project.cli("import", "pipe.mdc")).exitCode).toBe(4);
  expect((await project.cli("import")).exitCode).toBe(2);
});
