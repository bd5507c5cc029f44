import { rmSync } from "node:fs";
import { expect, test } from "vitest";
import { tempProject } from "../support/project.ts";

const SECRET = "canary-shown-77";
const env = { MY_TOKEN: SECRET };
const CONFIG = {
  providers: { codex: { args: ["--search"], env: { OTHER_TOKEN: "canary-set-1234", GREETING: "hello" } } },
};

test("runs diff from a shell that does not know the secret: what the run had hidden stays hidden", async () => {
  await using project = await tempProject();
  const run = (id: string, script: string, ...more: string[]) =>
    project.start(["run", "--agent", "sh", "--run-id", id, "--prompt", script, "--quiet", ...more], { env }).ended;
  await run("r", 'echo "key=$MY_TOKEN" > key.txt');
  await run("far", 'echo "more=$MY_TOKEN" > key.txt', "--artifacts-dir", "elsewhere");
  await run("plain", "echo text > plain.txt");
  const shown = await Promise.all(["r", "far", "plain"].map((id) => project.cli("runs", "diff", id)));
  expect(shown.map(({ stdout }) => stdout)).toEqual([
    expect.stringContaining("+key=[redacted:MY_TOKEN]"),
    expect.stringContaining("+more=[redacted:MY_TOKEN]"),
    expect.stringMatching(/^diff --git/),
  ]);
  expect(shown.map(({ stdout }) => stdout).join("")).not.toContain(SECRET);
  rmSync(project.at(".scripts/runs/plain"), { recursive: true });
  expect((await project.cli("runs", "diff", "plain")).stdout).toContain("+text");
});

for (const args of [
  ["status", "--config"],
  ["status", "--config", "--json"],
  ["status", "--json"],
  ["trust", "--show"],
  ["trust", "--show", "--json"],
  ["trust", "--yes"],
  ["run", "--agent", "codex", "--prompt", "x"],
  ["run", "--agent", "codex", "--prompt", "x", "--trust", "--dry-run", "--json"],
  ["list"],
  ["list", "--json"],
  ["validate"],
  ["validate", "--json"],
  ["doctor", "--json"],
])
  test(`${args.join(" ")}: shows no secret`, async () => {
    await using project = await tempProject({
      ".prompts-gpt/config.json": JSON.stringify(CONFIG),
      ".prompts-gpt/a.md": `---\ntitle: With ${SECRET} in it\nunknown: ${SECRET}\n---\nText\n`,
      [`.prompts-gpt/${SECRET}.md`]: `# B\n`,
    });
    await project.write(
      ".prompts-gpt/config.local.json",
      JSON.stringify({ providers: { claude: { env: CONFIG.providers.codex.env } } }),
    );
    const { stdout, stderr } = await project.start(args, { env }).ended;
    expect(`${stdout}${stderr}`).not.toMatch(/canary-/);
  });

test("trust shows what would be executed, and where a secret stands in it", async () => {
  await using project = await tempProject({ ".prompts-gpt/config.json": JSON.stringify(CONFIG) });
  const { stdout } = await project.cli("trust", "--show");
  expect(stdout).toContain('providers.codex.args = ["--search"]');
  expect(stdout).toContain('{"OTHER_TOKEN":"[redacted:OTHER_TOKEN]","GREETING":"hello"}');
  expect((await project.cli("trust", "--yes")).exitCode).toBe(0);
  expect(JSON.parse((await project.cli("trust", "--show", "--json")).stdout)).toMatchObject({ trusted: true });
});

test("what a setting calls a secret hides nothing of what another one would execute", async () => {
  const env = { A_TOKEN: "rm -rf important" };
  const config = { providers: { codex: { args: ["rm -rf important"], env } } };
  await using project = await tempProject({ ".prompts-gpt/config.json": JSON.stringify(config) });
  expect((await project.cli("trust", "--show")).stdout).toContain('args = ["rm -rf important"]');
});
