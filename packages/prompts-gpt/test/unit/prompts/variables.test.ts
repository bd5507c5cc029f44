import { expect, test } from "vitest";
import { readPromptFile } from "../../../src/prompts/prompt-file.ts";
import { parseVarFlags, readVarsFile } from "../../../src/prompts/variable-input.ts";
import type { VariableValues } from "../../../src/prompts/prompt.ts";
import { fillVariables } from "../../../src/prompts/variables.ts";
import { rejection, tempFolder } from "../../support/temp-folder.ts";

async function fill(declared: string, body: string, values: VariableValues) {
  await using folder = await tempFolder({ "a.md": `---\ntitle: A\nslug: a\nvariables:\n${declared}\n---\n${body}` });
  return fillVariables(await readPromptFile(folder.at("a.md"), { root: folder.path }), values);
}

for (const [what, declared, body, values, text] of [
  ["a value", "  a: {}", "<{{a}}>", { a: "x" }, "<x>"],
  ["blanks inside", "  a: {}", "<{{ a }}{{\ta}}>", { a: "x" }, "<xx>"],
  ["a default", "  a: { default: d }", "<{{a}}>", {}, "<d>"],
  ["a value over a default", "  a: { default: d }", "<{{a}}>", { a: "" }, "<>"],
  ["optional, not given", "  a: { required: false, type: number }", "<{{a}}>", {}, "<>"],
  ["declared by name alone", "  a:", "<{{a}}>", { a: "x" }, "<x>"],
  ["a number as it was written", "  a: { type: number }", "<{{a}}>", { a: "1e3" }, "<1e3>"],
  ["a number from the SDK", "  a: { type: number }", "<{{a}}>", { a: 0.5 }, "<0.5>"],
  ["a boolean", "  a: { type: boolean }", "<{{a}}>", { a: false }, "<false>"],
  ["one of an enum", "  a: { enum: [x, 2] }", "<{{a}}>", { a: "2" }, "<2>"],
  ["undeclared, given", "  a: { default: d }", "<{{b}}>", { b: "x" }, "<x>"],
  ["undeclared, not given", "  a: { default: d }", "<{{b}}>", {}, "<{{b}}>"],
  ["a value that looks like a placeholder", "  a: {}\n  b: {}", "{{a}}{{b}}", { a: "{{b}}", b: "{{a}}" }, "{{b}}{{a}}"],
  ["a value with replacement patterns", "  a: {}", "<{{a}}>", { a: "$&$1$`$$" }, "<$&$1$`$$>"],
  ["a CI expression", "  a: {}", "${{ a }} ${{a}}{{a}}", { a: "x" }, "${{ a }} ${{a}}x"],
  [
    "what is no name",
    "  a: {}",
    "{{}} {{ }} {{a b}} {{#if a}} {{{a}}}",
    { a: "x" },
    "{{}} {{ }} {{a b}} {{#if a}} {x}",
  ],
  [
    "no names of every object",
    "  a: { default: d }",
    "{{constructor}}{{__proto__}}{{toString}}",
    {},
    "{{constructor}}{{__proto__}}{{toString}}",
  ],
] as const)
  test(`filled: ${what}`, async () => expect((await fill(declared, body, values)).text).toBe(text));

for (const [what, declared, values, message] of [
  ["no value", "  a: {}", {}, 'a.md:5: variable "a" has no value.'],
  [
    "two without a value",
    "  a: {}\n  b: {}\n  c: { default: x }",
    {},
    'a.md:5: variables "a" (line 5), "b" (line 6) have no value.',
  ],
  ["no number", "  a: { type: number }", { a: "many" }, 'a.md:5: variable "a" is "many"; allowed: a number.'],
  ["an empty number", "  a: { type: number }", { a: " " }, 'a.md:5: variable "a" is " "; allowed: a number.'],
  ["no boolean", "  a: { type: boolean }", { a: "yes" }, 'a.md:5: variable "a" is "yes"; allowed: true or false.'],
  ["none of an enum", "  a: { enum: [x, y] }", { a: "z" }, 'a.md:5: variable "a" is "z"; allowed: one of x, y.'],
  ["NUL", "  a: {}", { a: "x\0" }, 'The value of "a" holds NUL at character 1.'],
] as const)
  test(`refused: ${what}`, async () => {
    const error = await rejection(fill(declared, "{{a}}", values));
    expect(error).toMatchObject({ exitCode: 4 });
    expect(error.message.replace(" (line 5) has", " has")).toBe(message);
  });

test("the missing value's fix can be typed", async () => {
  expect((await rejection(fill("  a: {}\n  b: {}", "x", {}))).fix).toBe("Give them: --var a=… --var b=…");
});

test("an undeclared placeholder is warned about once, with its line and the nearest name", async () => {
  const { findings } = await fill("  area: { default: x }", "one\n{{aera}}\n{{aera}} {{other}}", {});
  expect(findings).toMatchObject([
    { severity: "warning", code: "variable.undeclared", file: "a.md", line: 8, fix: "Did you mean {{area}}?" },
    { severity: "warning", code: "variable.undeclared", line: 9, fix: "Give it a value: --var other=…" },
  ]);
});

test("of very many undeclared placeholders, twenty are named", async () => {
  const { findings } = await fill(
    "  a: { default: x }",
    Array.from({ length: 30 }, (_, n) => `{{p${n}}}`).join(""),
    {},
  );
  expect([findings.length, findings.at(-1)?.message]).toEqual([21, "10 more placeholders stay as they stand."]);
});

test("a value that nothing uses is warned about, with the nearest name", async () => {
  const { findings } = await fill("  area: { default: x }", "text", { aera: "y" });
  expect(findings).toMatchObject([{ code: "variable.unused", fix: 'Did you mean "area"?' }]);
});

test("a large body full of almost-placeholders is filled", async () => {
  const body = "{{ {{a {{ a ".repeat(400_000);
  expect((await fill("  a: {}", `${body}{{a}}`, { a: "x" })).text).toBe(`${body}x`);
});

test("--var: values, files, and a plain @", async () => {
  await using folder = await tempFolder({ "f.txt": "\uFEFFfrom\r\nfile\n" });
  const flags = ["a=b=c", "b=", "c=@f.txt", "d=@@scope/x", "e=two\nlines", "a=last"];
  const expected = { a: "last", b: "", c: "from\r\nfile\n", d: "@scope/x", e: "two\nlines" };
  expect(await parseVarFlags(flags, folder.path)).toEqual(expected);
});

for (const [flag, exitCode, message] of [
  ["a", 2, '--var "a" has no "=".'],
  ["=x", 2, '--var: "" is no name for a variable.'],
  ["a b=x", 2, '--var: "a b" is no name for a variable.'],
  ["a=@none", 2, "--var a: There is no file none."],
  ["a=@bad", 4, "bad: byte 0 (line 1) is not valid UTF-8."],
] as const)
  test(`--var ${flag}: exit ${exitCode}`, async () => {
    await using folder = await tempFolder({ bad: Uint8Array.of(0xff) });
    expect(await rejection(parseVarFlags([flag], folder.path))).toMatchObject({ exitCode, message });
  });

for (const [name, content] of [
  ["v.json", '{ "a": "x", "b": 2, "c": true }'],
  ["v.yaml", "a: x\nb: 2\nc: true\n"],
  ["v.YML", "{ a: x, b: 2, c: true }"],
] as const)
  test(`--vars ${name}`, async () => {
    await using folder = await tempFolder({ [name]: content });
    expect(await readVarsFile(name, folder.path)).toEqual({ a: "x", b: 2, c: true });
  });

for (const [name, content, exitCode, message] of [
  ["none.json", undefined, 2, "There is no file none.json."],
  ["v.txt", "a: x", 2, "--vars v.txt: not a .json, .yaml or .yml file."],
  ["v.json", "{", 4, "v.json: not valid JSON: "],
  ["v.json", "[1]", 4, "v.json: a list; allowed: a map of names and values."],
  ["v.json", '{ "a": null }', 4, 'v.json: "a" is null; allowed: text, a number, true or false.'],
  ["v.yaml", "a: x\nb: [1]", 4, 'v.yaml:2: "b" is a list; allowed: text, a number, true or false.'],
  ["v.yaml", "a: x\na: y", 4, "v.yaml:2: The file has the same key twice."],
  ["v.yaml", "a: x\nb c: y", 4, 'v.yaml:2: "b c" is no name for a variable.'],
] as const)
  test(`--vars ${name} with ${content ?? "nothing"}: exit ${exitCode}`, async () => {
    await using folder = await tempFolder(content === undefined ? {} : { [name]: content });
    expect(await rejection(readVarsFile(name, folder.path))).toMatchObject({
      exitCode,
      message: expect.stringContaining(message),
    });
  });
