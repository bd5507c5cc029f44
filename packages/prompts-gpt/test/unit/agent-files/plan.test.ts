import { expect, test } from "vitest";
import { fileOf, after, EVERY_TARGET, plan, prompt, variable } from "./samples.ts";

const area = variable({ description: "Where", enum: ["api", "web"], type: "enum" });
const two = prompt({
  description: "Finds out why",
  body: "Look at {{area}} and {{ count }}.\n",
  variables: { area, count: variable({ type: "number", default: "3" }) },
});
const one = prompt({ body: "Look at {{area}}, not {{other}}.\n", variables: { area: variable() } });

test("a shared file lists the prompts: title, slug, description, variables, file", () => {
  const text = fileOf("agents-md", two);
  expect(text).toContain(
    "\n- **Fix the tests** (`fix-tests`): Finds out why · Variables: `area`, `count` · File: `.prompts-gpt/fix-tests.md`\n",
  );
  expect(text).not.toContain("Look at");
});

test("the list is sorted and bounded", () => {
  const prompts = Array.from({ length: 250 }, (_, at) => prompt({ slug: `p-${String(249 - at).padStart(3, "0")}` }));
  const text = plan(["claude-md"], prompts).written["CLAUDE.md"] ?? "";
  const slugs = [...text.matchAll(/\(`(p-\d+)`\)/g)].map(([, slug]) => slug);
  expect(slugs).toEqual(Array.from({ length: 100 }, (_, at) => `p-${String(at).padStart(3, "0")}`));
  expect(text).toContain("- and 150 more: `prompts-gpt list`");
});

test("a command of Claude Code with one variable takes what the user types in its place", () => {
  expect(fileOf("claude-commands", one)).toMatch(
    /^---\ndescription: "Fix the tests"\nargument-hint: "\[area\]"\ndisable-model-invocation: true\n---\n<!-- prompts-gpt:file fix-tests [0-9a-f]{16} \(.*\) -->\n\nLook at \$ARGUMENTS, not \{\{other\}\}\.\n$/,
  );
});

test("with several variables they are described, and what the user typed is given", () => {
  expect(fileOf("claude-commands", two).split("-->\n\n")[1])
    .toBe(`Variables of this prompt, written {{name}} below. Ask for a value that is missing and has no default.

- area: Where; one of "api", "web"
- count: number; default "3"

Values that were given: $ARGUMENTS

Look at {{area}} and {{ count }}.
`);
});

test("a prompt file of Copilot asks for each variable", () => {
  expect(fileOf("copilot-prompts", two)).toContain("\nLook at ${input:area} and ${input:count}.\n");
});

test("a command of Gemini CLI is TOML", () => {
  expect(fileOf("gemini-commands", one)).toMatch(
    /^# prompts-gpt:file fix-tests [0-9a-f]{16} \(.*\)\ndescription = "Fix the tests"\nprompt = """\nLook at \{\{args\}\}, not \{\{other\}\}\.\n"""\n$/,
  );
});

for (const [target, front] of [
  [
    "claude-skills",
    'name: "fix-tests"\ndescription: "Fix the tests"\nargument-hint: "[area]"\ndisable-model-invocation: true',
  ],
  ["agents-skills", 'name: "fix-tests"\ndescription: "Fix the tests"\ndisable-model-invocation: true'],
  ["continue-prompts", 'name: "fix-tests"\ndescription: "Fix the tests"\ninvokable: true'],
  ["cursor-rules", "alwaysApply: false"],
  ["kiro-steering", "inclusion: manual"],
  ["droid-commands", 'description: "Fix the tests"\nargument-hint: "[area]"\ndisable-model-invocation: true'],
  ["qwen-commands", 'description: "Fix the tests"\nargument-hint: "[area]"\ndisable-model-invocation: true'],
  ["opencode-commands", 'description: "Fix the tests"'],
] as const)
  test(`the frontmatter of ${target}: people start a prompt, no model does`, () => {
    expect(fileOf(target, one)).toMatch(
      new RegExp(`^---\n${front.replaceAll(/[[\]]/g, "\\$&")}\n---\n<!-- prompts-gpt:file `),
    );
  });

test("a skill for all agents has a file that keeps Codex from starting it", () => {
  const { written } = plan(["agents-skills"], [one]);
  expect(Object.keys(written)).toEqual([
    ".agents/skills/fix-tests/SKILL.md",
    ".agents/skills/fix-tests/agents/openai.yaml",
  ]);
  expect(written[".agents/skills/fix-tests/agents/openai.yaml"]).toMatch(
    /^# prompts-gpt:file fix-tests [0-9a-f]{16} \(.*\)\npolicy:\n {2}allow_implicit_invocation: false\n$/,
  );
});

test("no such file beside a skill of a person's own; beside one of ours that was edited it stays", () => {
  const policy = ".agents/skills/fix-tests/agents/openai.yaml";
  const skill = ".agents/skills/fix-tests/SKILL.md";
  const { written } = plan(["agents-skills"], [one]);
  const files = { [policy]: written[policy] ?? "", [skill]: written[skill] ?? "" };
  expect(plan(["agents-skills"], [one], files)).toEqual({ written: {}, findings: [] });
  const own = plan(["agents-skills"], [one], { [skill]: "# Mine\n" });
  expect([own.written, own.findings]).toEqual([{}, [expect.objectContaining({ file: skill })]]);
  expect(plan(["agents-skills"], [one], { ...files, [skill]: "# Mine\n" }).written).toEqual({ [policy]: null });
  expect(plan(["agents-skills"], [one], { ...files, [skill]: `${files[skill]}mine\n` }).written).toEqual({});
});

for (const target of ["cursor-commands", "cline-workflows", "windsurf-workflows"])
  test(`${target} has no frontmatter`, () => expect(fileOf(target, one)).toMatch(/^<!-- prompts-gpt:file fix-tests /));

test("for every target: a second plan changes nothing, and without prompts nothing is left", () => {
  const prompts = [
    one,
    prompt({ slug: "b", title: "B", body: "---\ntitle: no\n---\n\n\n" }),
    prompt({ slug: "c", body: "\r\nC\r\n" }),
  ];
  const mine = {
    "AGENTS.md": "mine",
    ".claude/commands/mine.md": "mine",
    ".cursor/rules/mine.mdc": "---\n---\nmine\n",
  };
  const first = after(mine, plan(EVERY_TARGET, prompts, mine).written);
  expect(Object.keys(first)).toHaveLength(10 + 17 * 3 + 2);
  expect(plan(EVERY_TARGET, prompts.toReversed(), first)).toEqual({ written: {}, findings: [] });
  expect(after(first, plan(EVERY_TARGET, [], first).written)).toEqual(mine);
});

test("git's line ends are no change, and a changed file keeps them", () => {
  const written = fileOf("claude-commands", one).replaceAll("\n", "\r\n");
  const files = { ".claude/commands/fix-tests.md": written };
  expect(plan(["claude-commands"], [one], files)).toEqual({ written: {}, findings: [] });
  const [changed] = Object.values(plan(["claude-commands"], [prompt({ body: "New.\n" })], files).written);
  expect(changed).toMatch(/\r\n\r\nNew\.\r\n$/);
  expect(changed?.replaceAll("\r\n", "")).not.toContain("\n");
});

const path = ".claude/commands/fix-tests.md";
const ours = fileOf("claude-commands", one);
for (const [what, text, code] of [
  ["a person's file", "# Mine\n", "agent-files.foreign"],
  ["a person's file with our words further down", `# Mine\n\n${ours}`, "agent-files.foreign"],
  ["a copy of another one of ours", fileOf("claude-commands", prompt({ slug: "other" })), "agent-files.foreign"],
  ["a file that is no text", "\uD800\u0000", "agent-files.foreign"],
  ["ours, with a changed text", `${ours}And be quick.\n`, "agent-files.edited"],
  ["ours, with a changed frontmatter", ours.replace("---\n", "---\nallowed-tools: Bash\n"), "agent-files.edited"],
] as const)
  test(`never overwritten and never deleted: ${what}`, () => {
    const kept = plan(["claude-commands"], [one], { [path]: text });
    expect(kept).toMatchObject({ written: {}, findings: [{ severity: "error", code, file: path }] });
    expect(plan(["claude-commands"], [], { [path]: text }).written).toEqual({});
  });

test("an empty file holds nothing of anybody: a power cut may have emptied ours, and it is written again", () => {
  expect(plan(["claude-commands"], [one], { [path]: "" })).toEqual({ written: { [path]: ours }, findings: [] });
  expect(plan(["claude-commands"], [], { [path]: "" }).written).toEqual({});
});

test("a file whose name differs in upper and lower case alone is somebody's", () => {
  const result = plan(["claude-commands"], [one], { ".claude/commands/Fix-Tests.md": ours });
  expect(result).toMatchObject({ written: {}, findings: [{ file: ".claude/commands/Fix-Tests.md" }] });
});

test("a shared file with a broken block, or no text, is left with its place", () => {
  const broken = plan(["agents-md"], [one], { "AGENTS.md": "a\n<!-- prompts-gpt:end -->\n" });
  expect(broken).toMatchObject({ written: {}, findings: [{ severity: "error", code: "agent-files.block", line: 2 }] });
});

test("what an agent does not take is not written, and an older one goes", () => {
  const before = after({}, plan(["windsurf-workflows"], [one]).written);
  const result = plan(["windsurf-workflows"], [prompt({ body: "x".repeat(12_000) })], before);
  expect(result.written).toEqual({ ".windsurf/workflows/fix-tests.md": null });
  expect(result.findings).toMatchObject([{ severity: "warning", code: "agent-files.too-long" }]);
  const long = plan(["agents-skills", "claude-commands"], [prompt({ slug: "a".repeat(65) })]);
  expect(Object.keys(long.written)).toEqual([`.claude/commands/${"a".repeat(65)}.md`]);
  expect(long.findings).toHaveLength(1);
});
