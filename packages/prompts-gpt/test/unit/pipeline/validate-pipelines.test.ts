import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { acceptTrust, trustStatus, validate } from "../../../src/index.ts";

let root = "";
let home = "";
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "home-"));
  root = mkdtempSync(join(tmpdir(), "pipelines-"));
  mkdirSync(join(root, ".prompts-gpt/pipelines"), { recursive: true });
});
afterEach(() => {
  for (const folder of [root, home]) rmSync(folder, { recursive: true });
});

const STEP = "steps:\n  - id: a\n    prompt: x\n  - id: b\n    promptFile: .prompts-gpt/b.md\n";
const write = (path: string, text: string) => writeFileSync(join(root, ".prompts-gpt", path), text);
const said = async (paths?: string[]) => {
  const findings = await validate({ cwd: root, env: { HOME: home }, ...(paths && { paths }) });
  return findings.map(({ code, file, line }) => `${file}:${line} ${code}`);
};

test("a pipeline of the library is looked at, with the prompt files that it names", async () => {
  write("pipelines/p.yaml", STEP);
  const at = ".prompts-gpt/pipelines/p.yaml:5";
  expect(await said()).toEqual([`${at} pipeline.prompt-file`]);
  write("b.md", "# B\nUse {{steps.a.summary}}.\n");
  expect(await said([".prompts-gpt/pipelines/p.yaml"])).toEqual([`${at} pipeline.not-needed`]);
  write("pipelines/p.yaml", `${STEP}    needs: [a]\n`);
  expect(await said([".prompts-gpt/pipelines/p.yaml"])).toEqual([]);
});

test("links that lead out of the repository are not followed", async () => {
  const outside = mkdtempSync(join(tmpdir(), "outside-"));
  writeFileSync(join(outside, "b.md"), "# Secret\nsecret\n");
  writeFileSync(join(outside, "p.yaml"), "steps:\n  - id: a\n    prompt: x\n");
  symlinkSync(join(outside, "b.md"), join(root, "b.md"));
  symlinkSync(join(outside, "p.yaml"), join(root, ".prompts-gpt/pipelines/link.yaml"));
  write("pipelines/p.yaml", STEP.replace(".prompts-gpt/b.md", "b.md"));
  expect(await said()).toEqual([
    ".prompts-gpt/pipelines/link.yaml:1 pipeline.unreadable",
    ".prompts-gpt/pipelines/p.yaml:5 pipeline.prompt-file",
  ]);
  rmSync(outside, { recursive: true });
});

test("what a pipeline would execute is shown by trust, and a change asks again", async () => {
  const place = { cwd: root, env: { HOME: home, XDG_STATE_HOME: join(home, "state") } };
  const verify = (command: string) =>
    write("pipelines/p.yaml", `steps:\n  - id: a\n    prompt: x\n    verify: [${command}]\n`);
  verify("npm test");
  const { items, trusted } = await trustStatus(place);
  const file = ".prompts-gpt/pipelines/p.yaml";
  expect({ items, trusted }).toEqual({
    items: [{ key: "pipeline.verify", value: { a: ["npm test"] }, file }],
    trusted: false,
  });
  await acceptTrust({ ...place, items });
  expect(await trustStatus(place)).toMatchObject({ trusted: true });
  verify("curl evil");
  expect(await trustStatus(place)).toMatchObject({ trusted: false });
});

test("a secret in a pipeline is told, also where the file does not hold", async () => {
  const token = `ghp_${"aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dE3fG5"}`;
  write("pipelines/p.yaml", `steps:\n  - id: a\n    prompt: Use ${token}\n    neds: [b]\n`);
  expect((await said()).length).toBe(2);
});
