import { chmodSync } from "node:fs";
import { expect, test } from "vitest";
import { listRunChoices, type RunPromptInput } from "../../../src/index.ts";
import { tempFolder } from "../../support/temp-folder.ts";

const agent = { command: "sh", args: [], prompt: "stdin", access: { read: [], write: [], full: [] }, output: "text" };
const config = { customProviders: { mine: agent }, providers: { claude: { model: "opus" } }, model: "best" };
const program = "#!/bin/sh\necho 1.2.3\n";

async function choicesFor(frontmatter: string, input: RunPromptInput = {}) {
  await using home = await tempFolder({
    "prompts-gpt/config.json": JSON.stringify(config),
    "bin/claude": program,
    "bin/opencode": program,
  });
  for (const name of ["claude", "opencode"]) chmodSync(home.at(`bin/${name}`), 0o755);
  await using folder = await tempFolder({
    ".prompts-gpt/a.md": `---\ntitle: A\nslug: a\n${frontmatter}---\nDo {{it}}.\n`,
  });
  const env = { PATH: home.at("bin"), HOME: home.path, XDG_CONFIG_HOME: home.path, ANTHROPIC_API_KEY: "sk" };
  const choices = await listRunChoices({ ...input, cwd: folder.path, env });
  const of = (id: string) => choices.agents.find((one) => one.id === id);
  return { ...choices, of };
}

test("the router's choice with its reason, and the agents with their models", async () => {
  const { router, provider, of } = await choicesFor("");
  expect([provider, router.id, router.why]).toEqual([
    "router",
    "claude",
    expect.stringContaining("ANTHROPIC_API_KEY is set"),
  ]);
  expect([of("claude")?.model, of("mine")?.model, of("codex")?.installed]).toEqual(["opus", "best", false]);
});

test("an agent that cannot do what is asked says so", async () => {
  expect((await choicesFor("")).of("opencode")?.unfit).toBe("has no access write");
  expect((await choicesFor("", { access: "full" })).of("opencode")?.unfit).toBeUndefined();
  expect((await choicesFor("", { sandbox: "workspace-write" })).router).toEqual({
    why: "no agent is ready for this prompt",
  });
});

test("what the prompt says is what is taken when nothing is chosen", async () => {
  const { provider, of } = await choicesFor("provider: mine\nmodel: special\n");
  expect([provider, of("claude")?.model]).toEqual(["mine", "special"]);
});
