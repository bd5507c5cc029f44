import { mkdir, symlink, truncate } from "node:fs/promises";
import { expect, test } from "vitest";
import { readPromptFile } from "../../../src/prompts/prompt-file.ts";
import { checkPromptText } from "../../../src/prompts/prompt-text.ts";
import { rejection, tempFolder } from "../../support/temp-folder.ts";

const HEAD = "---\ntitle: Fix it\nslug: fix-it\n";

async function read(content: string | Uint8Array, name = "task.md") {
  await using folder = await tempFolder({ [name]: content });
  return await readPromptFile(folder.at(name), { root: folder.path });
}

async function failure(content: string | Uint8Array, name = "task.md") {
  const { name: kind, message, exitCode, fix } = await rejection(read(content, name));
  return { kind, message, exitCode, fix };
}

test("every field arrives with its type", async () => {
  const file = await read(`${HEAD}description: >
  Two
  lines
category: Bugs
difficulty: Advanced
outputType: Code
supportedTools: [Codex, Claude]
tags: [a, b]
source: local
version: 3
provider: codex
model: some-model
access: read
timeoutSeconds: 60
verify: [npm test]
sweep:
  defaultIterations: 2
variables:
  area: { description: Where, type: enum, enum: [api, web], default: api }
  count: { type: number, default: 3, required: false }
---
Do it.
`);
  expect(file).toMatchObject({
    relativePath: "task.md",
    title: "Fix it",
    slug: "fix-it",
    description: "Two lines",
    category: "Bugs",
    difficulty: "Advanced",
    outputType: "Code",
    supportedTools: ["Codex", "Claude"],
    tags: ["a", "b"],
    source: "local",
    version: 3,
    provider: "codex",
    model: "some-model",
    access: "read",
    timeoutSeconds: 60,
    verify: ["npm test"],
    sweep: { defaultIterations: 2 },
    variables: {
      area: { type: "enum", enum: ["api", "web"], default: "api", required: true, line: 22 },
      count: { type: "number", default: "3", required: false, line: 23 },
    },
    body: "Do it.\n",
    bodyLine: 25,
    unknown: [],
    findings: [],
  });
});

for (const [what, content, title, slug] of [
  ["the first heading", "Hello\n\n## Clean *up*  ##\n# Later\n", "Clean *up*", "my-task"],
  ["no heading in a code block", "```sh\n# not me\n```\n# Me\n", "Me", "my-task"],
  ["the file name without a heading", "Just do it.\n", "My Task", "my-task"],
  ["no frontmatter in a rule further down", "Text\n---\ntitle: no\n---\n", "My Task", "my-task"],
  ["no frontmatter in four dashes", "----\ntitle: no\n---\n", "My Task", "my-task"],
] as const)
  test(`without frontmatter: ${what}`, async () => {
    expect(await read(content, "My Task.md")).toMatchObject({ title, slug, body: content, bodyLine: 1, findings: [] });
  });

test("a byte order mark is dropped, CRLF stays", async () => {
  const file = await read(`\uFEFF${HEAD}---\nOne\nTwo\n`.replaceAll("\n", "\r\n"));
  expect([file.title, file.body, file.bodyLine]).toEqual(["Fix it", "One\r\nTwo\r\n", 5]);
});

for (const [what, content, message] of [
  ["no title", "---\nslug: a\n---\nx", "task.md:1: The frontmatter has no title."],
  ["an empty title", '---\ntitle: ""\nslug: a\n---\nx', "task.md:1: The frontmatter has no title."],
  ["no slug", "---\ntitle: A\n---\nx", "task.md:1: The frontmatter has no slug."],
  ["empty frontmatter", "---\n---\nx", "task.md:1: The frontmatter has no title. (and 1 more: prompts-gpt validate)"],
  ["a title that is a number", "---\nslug: a\ntitle: 404\n---\nx", 'task.md:3: "title" is 404; allowed: text.'],
  [
    "an escape sequence in a title",
    '---\nslug: a\ntitle: "\\e[2J"\n---\nx',
    'task.md:3: "title" is "\\u001b[2J"; allowed: text.',
  ],
  [
    "a wrong word",
    `${HEAD}difficulty: Hard\n---\nx`,
    'task.md:4: "difficulty" is "Hard"; allowed: one of Beginner, Intermediate, Advanced.',
  ],
  ["a word for a list", `${HEAD}tags: a\n---\nx`, 'task.md:4: "tags" is "a"; allowed: a list of texts.'],
  ["a number in a list", `${HEAD}tags: [1]\n---\nx`, 'task.md:4: "tags" is a list; allowed: a list of texts.'],
  [
    "half a second",
    `${HEAD}timeoutSeconds: 0.5\n---\nx`,
    'task.md:4: "timeoutSeconds" is 0.5; allowed: a whole number, 0 or more.',
  ],
  [
    "a negative number",
    `${HEAD}timeoutSeconds: -3\n---\nx`,
    'task.md:4: "timeoutSeconds" is -3; allowed: a whole number, 0 or more.',
  ],
  [
    "an unknown access",
    `${HEAD}access: all\n---\nx`,
    'task.md:4: "access" is "all"; allowed: one of read, write, full.',
  ],
  ["the same key twice", `${HEAD}title: Other\n---\nx`, "task.md:4: The frontmatter has the same key twice."],
  ["a list as frontmatter", "---\n- a\n---\nx", "task.md:2: The frontmatter is no list of `key: value` lines."],
  ["no end", `${HEAD}\nDo it`, "task.md:1: The frontmatter has no end."],
  [
    "an anchor that is used",
    `${HEAD}tags: &a [b]\nverify: *a\n---\nx`,
    "task.md:5: The frontmatter uses an anchor; anchors are not supported. Write the value out.",
  ],
  [
    "a tag of another language",
    `${HEAD}description: !!js/function "x"\n---\nx`,
    "task.md:4: The frontmatter is not valid YAML: Unresolved tag: tag:yaml.org,2002:js/function.",
  ],
  [
    "JavaScript",
    "---js\nglobalThis.ran = true\n---\nx",
    'task.md:1: Frontmatter is YAML; "---js" is not supported and was not read.',
  ],
  [
    "a variable that is a word",
    `${HEAD}variables:\n  a: b\n---\nx`,
    'task.md:5: Variable "a" is "b"; allowed: a map of description, type, enum, default, required.',
  ],
  [
    "a variable with a strange name",
    `${HEAD}variables:\n  "a b": {}\n---\nx`,
    'task.md:5: "a b" is no name for a variable.',
  ],
  [
    "an enum without values",
    `${HEAD}variables:\n  a: { type: enum }\n---\nx`,
    'task.md:5: Variable "a" is an enum without values.',
  ],
  [
    "a default that is no number",
    `${HEAD}variables:\n  a:\n    type: number\n    default: x\n---\nx`,
    'task.md:5: The default of variable "a" is "x"; allowed: a number.',
  ],
  [
    "a type we do not have",
    `${HEAD}variables:\n  a:\n    type: date\n---\nx`,
    'task.md:6: "type" is "date"; allowed: one of string, number, boolean, enum.',
  ],
  ["only blanks after the frontmatter", `${HEAD}---\n \n\n`, "task.md:5: The prompt is empty."],
  ["only blanks", " \r\n\t", "task.md:1: The prompt is empty."],
  ["nothing", "", "task.md:1: The prompt is empty."],
] as const)
  test(`refused: ${what}`, async () => {
    expect(await failure(content)).toMatchObject({ kind: "ValidationError", exitCode: 4, message });
  });

test("a colon in a value: says to use quotes", async () => {
  const { message, fix } = await failure("---\ntitle: Fix: it\nslug: a\n---\nx");
  expect(message).toMatch(/^task\.md:2: The frontmatter is not valid YAML/);
  expect(fix).toBe("Put a value with a colon in it in quotes.");
});

test("ten lines of YAML that would become gigabytes are refused at once", async () => {
  const levels = Array.from({ length: 10 }, (_, n) => `l${n + 1}: &l${n + 1} [${Array(9).fill(`*l${n}`).join(", ")}]`);
  const bomb = `---\nl0: &l0 lol\n${levels.join("\n")}\n---\nx`;
  expect(await failure(bomb)).toMatchObject({ exitCode: 4, message: expect.stringMatching(/^task\.md:3: .*anchor/) });
});

test("thirty thousand open brackets are an error, not a crash", async () => {
  expect(await failure(`---\ntitle: ${"[".repeat(30_000)}\n---\nx`)).toMatchObject({ exitCode: 4 });
});

test("a date, yes and a merge key are what they are: text and an unknown key", async () => {
  const file = await read(`${HEAD}category: 2024-01-02\ndescription: yes\n<<: { access: full }\n---\nx`);
  expect([file.category, file.description, file.access, file.unknown]).toEqual([
    "2024-01-02",
    "yes",
    undefined,
    ["<<"],
  ]);
});

test("__proto__ and constructor are keys like any other", async () => {
  const file = await read(
    `${HEAD}__proto__: { access: full }\nconstructor: 1\nvariables: { __proto__: { default: x } }\n---\nx`,
  );
  expect([file.unknown, file.access, Object.keys(file.variables)]).toEqual([
    ["__proto__", "constructor"],
    undefined,
    ["__proto__"],
  ]);
});

test("an unknown key is kept and warned about, with the nearest name", async () => {
  const file = await read(`${HEAD}dificulty: Beginner\n---\nx`);
  expect(file.unknown).toEqual(["dificulty"]);
  expect(file.findings).toMatchObject([{ severity: "warning", line: 4, fix: 'Did you mean "difficulty"?' }]);
});

for (const [slug, warns] of [
  ["good-slug-2", false],
  ["a".repeat(100), false],
  ["a".repeat(101), true],
  ["Bad_Slug", true],
  ["two--hyphens", true],
  ["../up", true],
] as const)
  test(`slug ${slug.slice(0, 20)} (${slug.length}): ${warns ? "a warning" : "fine"}`, async () => {
    const file = await read(`---\ntitle: A\nslug: ${slug}\n---\nx`);
    expect([file.slug, file.findings.map(({ code, line }) => [code, line])]).toEqual([
      slug,
      warns ? [["prompt.unusual-slug", 3]] : [],
    ]);
  });

for (const [what, bytes, message] of [
  ["a stray continuation byte", [0x61, 0x0a, 0x80], "byte 2 (line 2) is not valid UTF-8"],
  ["a lead byte without its tail", [0x61, 0xc3, 0x28], "byte 1 (line 1) is not valid UTF-8"],
  ["a character cut at the end", [0x61, 0xe2, 0x82], "byte 1 (line 1) is not valid UTF-8"],
  ["an overlong form", [0xc0, 0xaf], "byte 0 (line 1) is not valid UTF-8"],
  ["a surrogate", [0x61, 0xed, 0xa0, 0x80], "byte 1 (line 1) is not valid UTF-8"],
  ["a real replacement character before it", [0xef, 0xbf, 0xbd, 0xff], "byte 3 (line 1) is not valid UTF-8"],
  ["NUL", [0x61, 0x0a, 0x0a, 0x00], "byte 3 (line 3) is NUL (00)"],
  ["NUL before a bad byte", [0x00, 0xff], "byte 0 (line 1) is NUL (00)"],
  ["NUL after a bad byte", [0xff, 0x00], "byte 0 (line 1) is not valid UTF-8"],
] as const)
  test(`bytes that are no text: ${what}`, async () => {
    const bad = Uint8Array.from(bytes);
    expect(await failure(bad)).toMatchObject({ exitCode: 4, message: `task.md: ${message}.` });
    expect(() => checkPromptText(bad, "standard input")).toThrow(`standard input: ${message}.`);
  });

test("UTF-16 is named as such", async () => {
  expect((await failure(Buffer.from("\uFEFFhello", "utf16le"))).fix).toBe("It looks like UTF-16: save it as UTF-8.");
});

test("inline text: checked, otherwise left as it is", () => {
  const text = "---\nnot: frontmatter\n---\n{{x}}\r\n";
  expect(checkPromptText(Buffer.from(text), "the prompt")).toBe(text);
  expect(() => checkPromptText(Buffer.from(" \n"), "the prompt")).toThrow("the prompt: the prompt is empty.");
});

test("a prompt of 5 MB is read whole; one over 16 MiB is refused", async () => {
  const large = `# Big\n${"{{ x {{ ".repeat(40_000)}\n${"word ".repeat(1_000_000)}`;
  expect((await read(large)).body.length).toBe(large.length);
  expect(await failure("x".repeat(16 * 1024 ** 2 + 1))).toMatchObject({
    exitCode: 4,
    message: "task.md: a prompt is at most 16 MiB; this one is larger.",
  });
});

test("a file of gigabytes is refused before it is read", async () => {
  await using folder = await tempFolder({ "a.md": "" });
  await truncate(folder.at("a.md"), 8 * 1024 ** 3); // sparse: takes no room
  const error = await rejection(readPromptFile(folder.at("a.md"), { root: folder.path }));
  expect(error.message).toBe("a.md: a prompt is at most 16 MiB; this one is larger.");
});

test("a file that is not there, and a folder, are exit 2", async () => {
  await using folder = await tempFolder({ "sub/a.md": "x" });
  const read = (name: string) => rejection(readPromptFile(folder.at(name), { root: folder.path }));
  expect(await read("none.md")).toMatchObject({ exitCode: 2, message: "There is no file none.md." });
  expect(await read("sub")).toMatchObject({ exitCode: 2, message: "sub is a folder, not a file." });
});

test("a link in the library that leads out of it is not followed; one that stays inside is", async () => {
  await using outside = await tempFolder({ "secret.md": "secret" });
  await using folder = await tempFolder({ ".prompts-gpt/a.md": "hello" });
  await symlink(outside.at("secret.md"), folder.at(".prompts-gpt/out.md"));
  await symlink("a.md", folder.at(".prompts-gpt/in.md"));
  await mkdir(folder.at(".prompts-gpt/sub"));
  await symlink(outside.path, folder.at(".prompts-gpt/sweeps"));
  const read = (name: string) => readPromptFile(folder.at(`.prompts-gpt/${name}`), { root: folder.path });
  expect((await read("in.md")).body).toBe("hello");
  for (const name of ["out.md", "sweeps/secret.md"]) {
    expect(await rejection(read(name))).toMatchObject({
      exitCode: 2,
      message: expect.stringContaining("leads out of the library"),
    });
  }
});

for (const [name, content, title, slug, code] of [
  [
    "review.prompt.md",
    "---\nmode: agent\nmodel: GPT-4o\ntools: [a]\ndescription: D\n---\n# Review\n",
    "Review",
    "review",
    "prompt.foreign-format",
  ],
  [
    "review.prompt",
    "---\nmodel: x/y\ninput: { schema: { a: string } }\n---\nHi {{a}}\n",
    "review",
    "review",
    "prompt.foreign-format",
  ],
  [
    "my-skill/SKILL.md",
    "---\nname: pdf-tools\ndescription: D\n---\nDo\n",
    "pdf-tools",
    "pdf-tools",
    "prompt.foreign-format",
  ],
] as const)
  test(`a neighbour's file is accepted and explained: ${name}`, async () => {
    const file = await read(content, name);
    expect(file).toMatchObject({ title, slug, model: undefined, unknown: [] });
    expect(file.findings.map((finding) => [finding.severity, finding.code])).toEqual([["warning", code]]);
  });

test("a .prompt.md file with a slug is one of ours", async () => {
  const file = await read(`${HEAD}model: m\n---\nx`, "a.prompt.md");
  expect([file.model, file.findings]).toEqual(["m", []]);
});
