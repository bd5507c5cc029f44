import { expect, test } from "vitest";
import type { RunPlan } from "../../src/index.ts";
import { tempProject } from "../support/project.ts";

const TOKEN = "pgpt_0123456789abcdef";
const USERS = {
  PROMPTS_GPT_TOKEN: TOKEN,
  COPY: `Bearer ${TOKEN}`,
  OPENAI_API_KEY: "hush-key",
  AWS_PROFILE: "ada",
  KEPT: "kept",
};

type Config = Readonly<Record<string, unknown>>;

/** What the agent prints of its environment, and what the dry run had said of it. */
async function environment({ project = {}, local = {} }: { project?: Config; local?: Config } = {}) {
  await using place = await tempProject({ ".prompts-gpt/config.json": JSON.stringify(project) });
  await place.write(".prompts-gpt/config.local.json", JSON.stringify(local));
  const args = ["run", "--agent", "sh", "--prompt", "env"];
  const start = (...more: readonly string[]) => place.start([...args, ...more], { env: USERS }).ended;
  const [run, plan, words] = await Promise.all([start("--json"), start("--dry-run", "--json"), start("--dry-run")]);
  const { output, warnings } = JSON.parse(run.stdout) as { output: string; warnings: string[] };
  const names = Object.keys(USERS).filter((name) => output.includes(`${name}=`));
  expect([run, plan, words].filter(({ stdout, stderr }) => `${stdout}${stderr}`.includes(TOKEN))).toEqual([]);
  const printed = output.split("\n").flatMap((line) => /^(\w+)=/.exec(line)?.[1] ?? []);
  return { names, printed, warnings, plan: JSON.parse(plan.stdout) as RunPlan, dry: plan.stdout + words.stdout };
}

test("an agent gets no token of ours and no other provider's key; the dry run says so by name", async () => {
  const { names, printed, plan, dry } = await environment();
  expect(names).toEqual(["AWS_PROFILE", "KEPT"]);
  expect(plan.environment.withheld).toEqual([
    { name: "PROMPTS_GPT_TOKEN", why: "token" },
    { name: "COPY", why: "token" },
    { name: "OPENAI_API_KEY", why: "key" },
  ]);
  // `sh` adds some of its own, and the supervisor its mark.
  expect(printed).toEqual(expect.arrayContaining([...plan.environment.passed]));
  expect(dry).toMatch(
    /environment {2,}\d+ variables, without PROMPTS_GPT_TOKEN \(our token\), COPY \(our token\), OPENAI_API_KEY \(another provider's key\)/,
  );
  expect(dry).not.toContain("hush-key");
});

test("env.pass and env.block of the repository narrow; a key that it names stays where it is, with a warning", async () => {
  const { names, warnings } = await environment({
    project: { env: { pass: ["KEPT", "OPENAI_API_KEY"], block: ["AWS_*"] } },
  });
  expect(names).toEqual(["KEPT"]);
  expect(warnings.join()).toMatch(/\.prompts-gpt\/config\.json:1: "env\.pass": "OPENAI_API_KEY" would give/);
});

test("the user's own file passes a key", async () => {
  const { names } = await environment({
    project: { env: { pass: ["KEPT"] } },
    local: { env: { pass: ["*", "OPENAI_API_KEY", "PROMPTS_GPT_TOKEN"] } },
  });
  expect(names).toEqual(["OPENAI_API_KEY", "AWS_PROFILE", "KEPT"]);
});

test("a custom provider gets the keys that it names", async () => {
  const { names } = await environment({ local: { customProviders: { sh: { keys: ["OPENAI_API_KEY"] } } } });
  expect(names).toEqual(["OPENAI_API_KEY", "AWS_PROFILE", "KEPT"]);
});
