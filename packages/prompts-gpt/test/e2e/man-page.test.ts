import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test, type TestContext } from "vitest";
import { reference } from "../../src/cli/reference.ts";

const PAGE = fileURLToPath(new URL("../../man/prompts-gpt.1", import.meta.url));

function run(context: TestContext, tool: string, ...args: readonly string[]) {
  const { error, stdout, stderr } = spawnSync(tool, args, { encoding: "utf8" });
  if (error !== undefined) context.skip(`${tool} is not installed`);
  return { stdout, stderr };
}

test("groff formats the man page without a warning, with every command and its usage as they are typed", (context) => {
  const { stdout, stderr } = run(context, "groff", "-man", "-ww", "-Tascii", "-P-cbou", PAGE);
  expect(stderr).toBe("");
  const shown = stdout.replaceAll(/\s+/g, " ");
  for (const { name, usage } of reference) {
    expect(stdout).toMatch(new RegExp(`^   ${name}$`, "m"));
    expect(shown).toContain(usage.replace("…", "..."));
  }
});

test("mandoc finds nothing wrong with it but that it has no date: that would change with every release", (context) => {
  const { stdout, stderr } = run(context, "mandoc", "-Tlint", "-W", "warning", PAGE);
  expect((stdout + stderr).split("\n").filter((line) => line !== "" && !line.includes("missing date"))).toEqual([]);
});

test("no line of text is taken for a request", () => {
  const requests = readFileSync(PAGE, "utf8").match(/^[.'][^ \n]*/gm) ?? [];
  expect(new Set(requests)).toEqual(new Set(['.\\"', ".TH", ".SH", ".SS", ".PP", ".TP", ".B", ".nf", ".fi"]));
});
