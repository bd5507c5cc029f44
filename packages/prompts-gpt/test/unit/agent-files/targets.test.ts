import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { chooseTargets } from "../../../src/agent-files/choose-targets.ts";
import { ownPath, slugIn, TARGETS } from "../../../src/agent-files/targets.ts";

const agents = [
  "Codex",
  "Claude Code",
  "Cursor",
  "Copilot",
  "Gemini",
  "OpenCode",
  "Windsurf",
  "Cline",
  "Roo",
  "Kilo",
  "Zed",
];
const others = ["Amp", "Qwen", "Droid", "Continue", "Junie", "Kiro", "Aider", "Goose"];

test("there are at least 20 targets, for every agent that was asked for, each with its page", () => {
  console.log(`agent files: ${TARGETS.length} targets`);
  expect(TARGETS.length).toBeGreaterThanOrEqual(20);
  const readers = TARGETS.map((target) => target.agents).join(", ");
  expect([...agents, ...others].filter((agent) => !readers.includes(agent))).toEqual([]);
  expect(TARGETS.filter(({ docs }) => !/^https:\/\/\S+$/.test(docs))).toEqual([]);
});

test("no two targets write the same file, and each finds its own again", () => {
  const paths = TARGETS.map((target) => (target.kind === "shared" ? target.path : ownPath(target, "a-b")));
  expect(new Set(paths).size).toBe(TARGETS.length);
  for (const target of TARGETS) {
    if (target.kind === "own") expect(slugIn(target, ownPath(target, "a-b"))).toBe("a-b");
  }
});

test("docs/agent-files.md has the table as it is", async () => {
  const text = await readFile(new URL("../../../../../docs/agent-files.md", import.meta.url), "utf8");
  const rows = text.split("\n").filter((line) => line.startsWith("| `"));
  const expected = TARGETS.map((target) => {
    const path = target.kind === "shared" ? target.path : ownPath(target, "<slug>");
    return [`\`${target.name}\``, `\`${path}\``, target.agents, `[page](${target.docs})`];
  });
  const cells = rows.map((row) =>
    row
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  expect(cells).toEqual(expected);
});

test("targets are chosen by name, in the order of the table", () => {
  const names = chooseTargets(["gemini-commands", "agents-md", "agents-md"]).targets.map(({ name }) => name);
  expect(names).toEqual(["agents-md", "gemini-commands"]);
});

for (const [name, fix] of [
  ["claud-md", 'Did you mean "claude-md"?'],
  ["claude", "Write one or more of: claude-md, claude-commands, claude-skills"],
  ["Cursor", "Write one or more of: cursor-commands, cursor-rules"],
  ["emacs", "Write some of these names."],
] as const)
  test(`an unknown name: ${name}`, () => {
    expect(chooseTargets(["agents-md", name]).unknown).toEqual([
      { name, index: 1, message: expect.stringContaining(`no agent files "${name}"`), fix },
    ]);
  });
