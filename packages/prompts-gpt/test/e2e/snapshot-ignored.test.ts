import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type Project, tempProject } from "../support/project.ts";

const files = {
  ".gitignore": ".env\nlarge\nnode_modules/\n",
  ".env": "A=1\n",
  large: "x".repeat(1024 * 1024 + 1),
  "node_modules/dep/index.js": "dep\n",
};

/** Runs an agent that destroys all of it, restores, and says which of the ignored files are there again. */
async function survivors(project: Project, ...flags: readonly string[]): Promise<string[]> {
  const script = "rm -rf .env large node_modules";
  expect(await project.run(script, "--run-id", "worst", ...flags)).toMatchObject({ exitCode: 0 });
  expect(await project.cli("restore", "worst", "--yes")).toMatchObject({ exitCode: 0 });
  return Object.entries(files)
    .filter(([name, content]) => existsSync(project.at(name)) && readFileSync(project.at(name), "utf8") === content)
    .map(([name]) => name);
}

test.each([
  ["small", [".gitignore", ".env"]],
  ["all", [".gitignore", ".env", "large", "node_modules/dep/index.js"]],
  ["none", [".gitignore"]],
])("--snapshot-ignored %s", async (which, expected) => {
  await using project = await tempProject(files);
  expect(await survivors(project, "--snapshot-ignored", which)).toEqual(expected);
});

test("without the flag it is small, and what is left out is named with what is in it", async () => {
  await using project = await tempProject(files);
  const { stdout, stderr } = await project.cli("run", "--agent", "sh", "--prompt", "true", "--verbose");
  expect(stdout + stderr).toMatch(
    /snapshot +taken, with 1 ignored file \(4 B\), without node_modules, large|snapshot +taken, with 1 ignored file \(4 B\), without large, node_modules/,
  );
});

test("none leaves alone what it never saw: restore takes no ignored file away", async () => {
  await using project = await tempProject({ ".gitignore": ".env\n", ".env": "A=1\n" });
  await project.run("rm README.md", "--run-id", "one", "--snapshot-ignored", "none");
  expect(await project.cli("restore", "one", "--yes")).toMatchObject({ exitCode: 0 });
  expect(readFileSync(project.at(".env"), "utf8")).toBe("A=1\n");
});

test("a word that is none of them is refused", async () => {
  await using project = await tempProject();
  expect(await project.cli("run", "--prompt", "x", "--snapshot-ignored", "some")).toMatchObject({ exitCode: 2 });
});
