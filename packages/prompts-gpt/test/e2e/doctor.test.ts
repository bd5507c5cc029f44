import { chmodSync, mkdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { doctor, readyProject as tempProject } from "../support/doctor.ts";

const SECRET = `ghp_${"lWx8JkVw7IjUv6HiTu5GhSt4FgRs3EfQr2De"}`;

test("all is well: every check with its facts, no finding, exit 0", async () => {
  await using project = await tempProject({ ".prompts-gpt/one.md": "# One\nDo it.\n" });
  const { exitCode, found, facts } = await doctor(project);
  expect([exitCode, found.ok, found.root, found.schemaVersion]).toEqual([0, true, project.path, 1]);
  expect(found.checks.map(({ id, findings }) => [id, findings.length])).toEqual([
    ["platform", 0],
    ["programs", 0],
    ["providers", 0],
    ["config", 0],
    ["trust", 0],
    ["snapshots", 0],
    ["guard", 0],
    ["credentials", 0],
    ["ignored", 0],
    ["disk", 0],
    ["clock", 0],
    ["leftovers", 0],
    ["secrets", 0],
  ]);
  expect(facts("platform")).toMatchObject({ platform: process.platform, shell: "/bin/sh", users: "yes" });
  expect(facts("programs")).toEqual({ node: process.versions.node, git: expect.stringMatching(/^\d+\.\d+/) });
  expect(facts("snapshots")).toMatchObject({ snapshots: 0, bytes: 0, stores: 0, allBytes: 0 });
  expect(facts("secrets")).toEqual({ promptFiles: 1, secrets: 0 });
  const words = await project.cli("doctor");
  expect(words.stdout).toMatch(
    /programs +Node [\s\S]*\n +snapshots +0 \(0 B\) in\s[\s\S]*none found[\s\S]*\n\n0 errors, 0 warnings\n$/,
  );
  expect((await project.cli("doctor", "--quiet")).stdout).toBe("");
});

test("a secret: validate ends with 4, doctor with 1, and neither repeats it", async () => {
  await using project = await tempProject({ ".prompts-gpt/one.md": `# One\nUse ${SECRET} for it.\n` });
  const place = { file: ".prompts-gpt/one.md", line: 2, code: "prompt.secret", severity: "error" };
  const { exitCode, found, findings, stdout } = await doctor(project);
  expect([exitCode, found.ok]).toEqual([1, false]);
  expect(findings).toMatchObject([place]);
  const [validated, words] = await Promise.all([project.cli("validate", "--json"), project.cli("validate")]);
  expect([validated.exitCode, words.exitCode]).toEqual([4, 4]);
  expect(JSON.parse(validated.stdout)).toMatchObject({ ok: false, findings: [place] });
  expect(words.stdout).toContain("one.md:2: This looks like a secret (github token)");
  expect(stdout + validated.stdout + words.stdout).not.toContain(SECRET.slice(4, 20));
});

describe("snapshots", () => {
  test("how many and how large, of this folder and of all", async () => {
    await using project = await tempProject();
    await project.run("echo done", "--access", "write");
    const facts = (await doctor(project)).facts("snapshots");
    expect(facts).toMatchObject({ snapshots: 1, stores: 1, store: expect.stringContaining("prompts-gpt/snapshots/") });
    expect([Number(facts?.["bytes"]) > 0, facts?.["bytes"]]).toEqual([true, facts?.["allBytes"]]);
  });

  test("a warning when they stand inside the project", async () => {
    await using project = await tempProject();
    const { exitCode, codes } = await doctor(project, { env: { XDG_STATE_HOME: project.at("state") } });
    expect([exitCode, codes]).toEqual([0, ["snapshots.inside-project"]]);
  });

  test("a warning when others can look into them", async () => {
    await using project = await tempProject();
    const state = `${project.env.XDG_STATE_HOME}/prompts-gpt`;
    mkdirSync(state, { recursive: true });
    chmodSync(state, 0o750);
    const { exitCode, findings } = await doctor(project);
    expect([exitCode, findings]).toMatchObject([0, [{ code: "snapshots.open", fix: `chmod -R go-rwx ${state}` }]]);
  });
});

test("credentials that do not hold are an error, without the token", async () => {
  await using project = await tempProject({ ".prompts-gpt/.gitignore": ".credentials.json*\n" });
  await project.write(".prompts-gpt/.credentials.json", `{ "token": "pgpt_0123456789abcdef", "apiUrl": 1 }`);
  chmodSync(project.at(".prompts-gpt/.credentials.json"), 0o600);
  const { exitCode, codes, stdout } = await doctor(project);
  expect([exitCode, codes]).toEqual([1, ["credentials"]]);
  expect(stdout).not.toContain("0123456789");
});

test("no git is an error; a configuration that does not hold keeps nothing from being checked", async () => {
  await using project = await tempProject({ ".prompts-gpt/config.json": "{ no json" });
  const { exitCode, codes, facts } = await doctor(project, { env: { PATH: "/nowhere" } });
  expect([exitCode, codes[0], facts("programs")?.["git"]]).toEqual([1, "programs.git", null]);
  expect(facts("secrets")).toEqual({ promptFiles: 0, secrets: 0 });
});

test("a library of a thousand prompts", async () => {
  const files = Array.from({ length: 1000 }, (_, n) => [`.prompts-gpt/p${n}.md`, `# Prompt ${n}\nDo it.\n`] as const);
  await using project = await tempProject(Object.fromEntries(files));
  const { exitCode, facts } = await doctor(project);
  expect([exitCode, facts("secrets")]).toEqual([0, { promptFiles: 1000, secrets: 0 }]);
});
