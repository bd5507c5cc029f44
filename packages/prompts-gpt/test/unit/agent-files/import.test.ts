import { expect, test } from "vitest";
import { importPrompt } from "../../../src/agent-files/import-prompt.ts";
import { readPromptFile } from "../../../src/prompts/prompt-file.ts";
import { tempFolder } from "../../support/temp-folder.ts";

/** What comes of a file, read again as the prompt file it is to be. */
async function imported(path: string, text: string) {
  const result = await importPrompt({ path, text });
  if (!result.ok) return { findings: result.findings };
  await using folder = await tempFolder({ [`${result.slug}.md`]: result.text });
  const prompt = await readPromptFile(folder.at(`${result.slug}.md`), { root: folder.path });
  expect(prompt.slug).toBe(result.slug);
  return { prompt, text: result.text, lost: result.findings.map(({ line, message }) => [line, message] as const) };
}

/** The findings' beginnings, with their lines. */
function begins(lost: readonly (readonly [number | undefined, string])[] | undefined) {
  return lost?.map(([line, message]) => [
    line,
    /^(?:"[^"]*"|The \w+ (?:holds )?(?:[^:(]*[a-z]|"[^"]*"))/.exec(message)?.[0],
  ]);
}

test("a prompt file of VS Code: its inputs are variables; agent, model and tools are told", async () => {
  const { prompt, text, lost } = await imported(
    ".github/prompts/new-form.prompt.md",
    `---
agent: agent
model: GPT-4o
tools: ['search/codebase', 'edit']
description: Generate a React form
---
# Form for \${input:formName:the name of the form}

Follow [the rules](../docs/forms.md) and use #tool:search for \${input:formName} in \${selection}.
`,
  );
  expect(text).toBe(`---
title: "Form for {{formName}}"
slug: new-form
description: Generate a React form
source: local
variables:
  formName:
    description: the name of the form
---
# Form for {{formName}}

Follow [the rules](../docs/forms.md) and use #tool:search for {{formName}} in \${selection}.
`);
  expect(prompt?.variables["formName"]).toMatchObject({ type: "string", required: true });
  expect(lost).toEqual([
    [2, '"agent" was not carried. The agent is said when it is run: --agent.'],
    [3, expect.stringContaining('"model" was not carried. Models have other names elsewhere')],
    [4, expect.stringContaining('"tools" was not carried. What an agent may do is said when it is run')],
    [9, expect.stringContaining("holds a link to a file")],
    [9, expect.stringContaining("holds a reference (#file:…, #[[…]])")],
    [9, expect.stringContaining("holds a value of the editor")],
  ]);
});

test("a dotprompt file: its schema and defaults are variables; helpers, model, config and output are told", async () => {
  const { prompt, lost } = await imported(
    "prompts/greet.prompt",
    `---
model: googleai/gemini-1.5-flash
config: { temperature: 0.7 }
input:
  schema:
    name: string, who is greeted
    age?: integer
    style(enum, how it sounds): [formal, casual]
    tags(array): string
  default:
    name: Guest
output: { format: json }
---
{{role "system"}}
Greet {{name}} ({{{age}}}) in a {{style}} way.
`,
  );
  expect(prompt).toMatchObject({
    title: "greet",
    slug: "greet",
    body: '{{role "system"}}\nGreet {{name}} ({{age}}) in a {{style}} way.\n',
    variables: {
      name: { description: "who is greeted", default: "Guest" },
      age: { type: "number", required: false },
      style: { type: "enum", enum: ["formal", "casual"], description: "how it sounds" },
    },
  });
  expect(begins(lost)).toEqual([
    [2, '"model"'],
    [3, '"config"'],
    [12, '"output"'],
    [undefined, 'The input "tags" was not carried'],
    [14, "The text holds a template helper"],
  ]);
});

test("a dotprompt file with a JSON Schema", async () => {
  const { prompt } = await imported(
    "a.prompt",
    `---
input:
  schema:
    type: object
    required: [city]
    properties:
      city: { type: string, description: Where }
      days: { type: integer, default: 3 }
      unit: { type: string, enum: [C, F] }
---
Weather in {{city}}.
`,
  );
  expect(prompt?.variables).toMatchObject({
    city: { description: "Where", required: true },
    days: { type: "number", default: "3", required: false },
    unit: { type: "enum", enum: ["C", "F"], required: false },
  });
});

test("a skill: name, description and text; what it would be allowed, and what it runs, is told", async () => {
  const { prompt, lost } = await imported(
    ".claude/skills/pdf-tools/SKILL.md",
    `---
name: pdf-tools
description: Fills in forms. Use it when the user mentions PDFs.
license: MIT
allowed-tools: Bash(python:*), Read
---

# PDF tools

State: !\`git status\`
`,
  );
  expect(prompt).toMatchObject({
    title: "pdf-tools",
    slug: "pdf-tools",
    description: "Fills in forms. Use it when the user mentions PDFs.",
    body: "# PDF tools\n\nState: !`git status`\n",
    access: undefined,
  });
  expect(begins(lost)).toEqual([
    [4, '"license"'],
    [5, '"allowed-tools"'],
    [10, "The text holds a shell command"],
  ]);
});

test("a rule of Cursor, whose globs are no YAML", async () => {
  const { prompt, lost } = await imported(
    ".cursor/rules/react.mdc",
    "---\ndescription: React rules\nglobs: src/**/*.tsx,src/**/*.ts\nalwaysApply: false\n---\nUse hooks. See @src/App.tsx.\n",
  );
  expect(prompt).toMatchObject({ title: "react", slug: "react", description: "React rules" });
  expect(begins(lost)).toEqual([
    [3, '"globs"'],
    [4, '"alwaysApply"'],
    [6, "The text holds a file to attach"],
  ]);
});

test("a command of Claude Code: what is typed behind it is a variable", async () => {
  const { prompt, lost } = await imported(
    ".claude/commands/fix-issue.md",
    "---\nargument-hint: '[issue] [branch]'\nmodel: opus\n---\nFix $ARGUMENTS: issue $1 on $2. It costs $5.00 or $HOME.\r\n",
  );
  expect(prompt).toMatchObject({
    title: "fix-issue",
    body: "Fix {{arguments}}: issue {{argument1}} on {{argument2}}. It costs $5.00 or $HOME.\n",
    variables: { arguments: { description: "[issue] [branch]", required: false }, argument1: { required: false } },
  });
  expect(begins(lost)).toEqual([[3, '"model"']]);
});

test("a heading of a section is no title; a hint in square brackets is one, though YAML calls it a list", async () => {
  const { prompt } = await imported(
    ".claude/commands/open-pr.md",
    "---\nargument-hint: [branch]\n---\n## Context\n\nOpen one for $ARGUMENTS.\n",
  );
  expect(prompt).toMatchObject({
    title: "Open pr",
    variables: { arguments: { description: "[branch]", required: false } },
  });
});

test("a command of Gemini CLI", async () => {
  const { prompt, lost } = await imported(
    ".gemini/commands/git/commit.toml",
    'description = "Writes a commit message"\nextra = 1\nprompt = """\n# Commit\n\nFor {{args}}:\n!{git diff --staged}\n"""\n',
  );
  expect(prompt).toMatchObject({
    title: "Commit",
    slug: "commit",
    description: "Writes a commit message",
    body: "# Commit\n\nFor {{arguments}}:\n!{git diff --staged}\n",
  });
  expect(begins(lost)).toEqual([
    [undefined, '"extra"'],
    [undefined, "The text holds a shell command or a file"],
  ]);
});

test("frontmatter that is nearly YAML is read as its tools read it, with its lines", async () => {
  const front =
    "---\ndescription: Use it: always # really\nglobs: **/*.ts\nargument-hint: [issue] [branch]\ntags: [a, b]\n---\n";
  const { prompt, lost } = await imported("a.md", `${front}Fix $ARGUMENTS.\n`);
  expect(prompt).toMatchObject({
    description: "Use it: always # really",
    variables: { arguments: { description: "[issue] [branch]" } },
  });
  expect(begins(lost)).toEqual([
    [3, '"globs"'],
    [5, '"tags"'],
  ]);
});

for (const [what, path, text, expected] of [
  ["another kind of file", "a.txt", "x", { code: "import.refused", fix: expect.stringContaining("SKILL.md") }],
  [
    "a prompt file of ours",
    "a.md",
    "---\ntitle: A\nslug: a\n---\nx",
    { code: "import.refused", fix: "Copy it into .prompts-gpt." },
  ],
  ["a file that we wrote", "a.md", "<!-- prompts-gpt:file a 0123456789abcdef -->\nx", { code: "import.refused" }],
  ["an empty one", "a.prompt.md", "---\ndescription: x\n---\n\n", { code: "import.refused" }],
  ["frontmatter that runs", "a.md", "---js\nprocess.exit()\n---\nx", { code: "prompt.frontmatter", line: 1 }],
  ["a YAML bomb", "a.prompt", "---\na: &a [x]\nb: [*a, *a]\n---\nx", { code: "yaml.invalid", line: 3 }],
  ["broken TOML", "a.toml", 'description = "x"\nprompt = """', { code: "import.toml" }],
  ["TOML without a prompt", "a.toml", "prompt = 1", { code: "import.toml", fix: expect.stringContaining("prompt =") }],
] as const)
  test(`not imported: ${what}`, async () => {
    expect(await imported(path, text)).toMatchObject({ findings: [{ severity: "error", file: path, ...expected }] });
  });

test("nothing in a foreign file becomes a key of ours", async () => {
  const evil = 'x\\"\\naccess: full\\nprovider: evil\\nverify: [rm -rf .]';
  const front = `---\nname: "${evil}"\ntitle: "${evil}"\ndescription: "${evil}"\naccess: full\nverify: [id]\nargument-hint: "${evil}"\n---\n`;
  for (const path of ["a.prompt.md", "a.prompt", "SKILL.md", "a.mdc", "a.md"]) {
    const { prompt } = await imported(
      path,
      `${front}---\naccess: full\n---\n\${input:a"\\n b: c:${evil}} $ARGUMENTS\n`,
    );
    expect(prompt).toMatchObject({
      access: undefined,
      provider: undefined,
      verify: undefined,
      source: "local",
      unknown: [],
    });
  }
});
