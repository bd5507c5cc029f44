import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { GenerateResult } from "../../src/index.ts";
import { tempProject } from "../support/project.ts";
import { draftOf, pack, startRegistry, TOKEN } from "../support/registry.ts";
import { tempFolder } from "../support/temp-folder.ts";

/** An agent that writes down what it was asked, and answers one text after the other. */
async function projectWithAgent(...answers: readonly string[]) {
  const home = await tempFolder({
    "agent.mjs": `import { readdirSync, readFileSync, writeFileSync } from "node:fs";
      const turn = readdirSync(import.meta.dirname).filter((name) => name.startsWith("asked")).length;
      writeFileSync(import.meta.dirname + "/asked-" + turn, readFileSync(0));
      process.stdout.write(readFileSync(import.meta.dirname + "/answer-" + turn, "utf8"));`,
    ...Object.fromEntries(answers.map((answer, turn) => [`answer-${turn}`, answer])),
  });
  const project = await tempProject();
  const access = { read: [], write: [], full: [] };
  const writer = { command: process.execPath, args: [home.at("agent.mjs")], prompt: "stdin", output: "text", access };
  await project.write(".prompts-gpt/config.local.json", JSON.stringify({ customProviders: { writer } }));
  const generate = (...args: string[]) =>
    project.cli("generate", "--goal", "Keep it tidy", "--local", "--agent", "writer", ...args);
  return {
    project,
    generate,
    asked: (turn: number) => readFileSync(home.at(`asked-${turn}`), "utf8"),
    async [Symbol.asyncDispose]() {
      await project[Symbol.asyncDispose]();
      await home[Symbol.asyncDispose]();
    },
  };
}

const tidy = { slug: "tidy", title: "Tidy up", body: "Tidy {{folder}}.\n", variables: { folder: { default: "src" } } };

test("the registry's drafts become files under names that are free; goal and context are all that is sent", async () => {
  await using registry = await startRegistry();
  await using project = await tempProject({
    ".prompts-gpt/generated.md": "# Mine\n",
    ".prompts-gpt/own.md": "---\ntitle: Mine\nslug: generated-2\n---\nMine.\n",
  });
  const env = { PROMPTS_GPT_TOKEN: TOKEN, PROMPTS_GPT_API_URL: registry.url };
  const args = ["generate", "--goal", "Fix: tests", "--context", "Node 24"];
  const { exitCode, stdout } = await project.start(args, { env }).ended;
  expect([exitCode, stdout]).toEqual([0, "Wrote .prompts-gpt/generated-3.md\n"]);
  expect(readFileSync(project.at(".prompts-gpt/generated.md"), "utf8")).toBe("# Mine\n");
  expect(readFileSync(project.at(".prompts-gpt/generated-3.md"), "utf8")).toBe(
    '---\ntitle: "Fix: tests"\nslug: generated-3\nsource: generated\n---\nDo generated.\n',
  );
  expect((await project.cli("validate")).exitCode).toBe(0);
  expect(registry.requests.map(({ method, url, body }) => [method, url, body])).toEqual([
    ["POST", "/api/v1/generate", '{"goal":"Fix: tests","context":"Node 24"}'],
  ]);
});

test("a draft with the name of a device of Windows gets another one", async () => {
  await using registry = await startRegistry();
  await using project = await tempProject();
  registry.intercept((_request, response) => {
    const prompts = [{ slug: "con", ...draftOf(pack("con")) }];
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ prompts }));
    return true;
  });
  const env = { PROMPTS_GPT_TOKEN: TOKEN, PROMPTS_GPT_API_URL: registry.url };
  const { exitCode, stdout } = await project.start(["generate", "--goal", "Fix it"], { env }).ended;
  expect([exitCode, stdout]).toEqual([0, "Wrote .prompts-gpt/con-2.md\n"]);
});

test("--dry-run prints the whole file and writes nothing", async () => {
  await using registry = await startRegistry();
  await using project = await tempProject();
  const env = { PROMPTS_GPT_TOKEN: TOKEN, PROMPTS_GPT_API_URL: registry.url };
  const { exitCode, stdout } = await project.start(["generate", "--goal", "Fix it", "--dry-run"], { env }).ended;
  expect([exitCode, stdout]).toEqual([
    0,
    expect.stringMatching(/Would write .*generated\.md:\n {2}---\n {2}title: Fix it\n/),
  ]);
  expect(existsSync(project.at(".prompts-gpt"))).toBe(false);
});

test("a draft with a secret in it is not written: 4; one in the goal is not sent", async () => {
  await using registry = await startRegistry();
  await using project = await tempProject();
  const env = { PROMPTS_GPT_TOKEN: TOKEN, PROMPTS_GPT_API_URL: registry.url };
  const secret = "ghp_0123456789abcdefghijABCDEFGHIJ012345";
  const prompts = ["good", "leak"].map((slug) => ({
    slug,
    ...draftOf(pack(slug, { body: `Use ${slug === "leak" ? secret : "it"}.\n` })),
  }));
  registry.intercept((_request, response) => {
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ prompts }));
    return true;
  });
  const { exitCode, stdout } = await project.start(["generate", "--goal", "Fix it"], { env }).ended;
  expect([exitCode, readdirSync(project.at(".prompts-gpt"))]).toEqual([4, ["good.md"]]);
  expect(stdout).toMatch(/Wrote .*good\.md\nNot written: .*leak\.md/);
  expect(stdout).not.toContain(secret);
  const typed = await project.start(["generate", "--goal", `Use ${secret}`], { env }).ended;
  expect([typed.exitCode, registry.requests.length]).toEqual([4, 1]);
  expect(typed.stderr).not.toContain(secret);
});

test.each([
  ["alone", JSON.stringify({ prompts: [tidy] })],
  [
    "in a fence, among words",
    `Here it is:\n\`\`\`json\n${JSON.stringify({ prompts: [tidy] }, null, 2)}\n\`\`\`\nEnjoy {it}!`,
  ],
  ["as a list", JSON.stringify([tidy])],
  ["as one prompt, with words around", `Sure! ${JSON.stringify(tidy)} That is all.`],
])("a local agent's answer is read: %s", async (_how, answer) => {
  await using made = await projectWithAgent(answer);
  const { exitCode, stdout } = await made.generate("--json");
  const result = JSON.parse(stdout) as GenerateResult;
  expect([exitCode, result.by, result.runs.length, result.files[0]?.as]).toEqual([0, "writer", 1, "written"]);
  expect(readFileSync(made.project.at(".prompts-gpt/tidy.md"), "utf8")).toBe(
    "---\ntitle: Tidy up\nslug: tidy\nsource: generated\nvariables:\n  folder:\n    default: src\n---\nTidy {{folder}}.\n",
  );
  const { details } = { details: await made.project.show(result.runs[0] ?? "") };
  expect(JSON.stringify(details)).toContain('"access":"read"');
  expect(made.asked(0)).toContain('Goal: "Keep it tidy"');
});

test("an answer that cannot be read is asked for once more, with what is wrong; then it is 1", async () => {
  await using made = await projectWithAgent(
    "I would rather not.",
    JSON.stringify({ prompts: [{ ...tidy, slug: "Tidy It Up!" }] }),
  );
  const mended = await made.generate();
  expect([mended.exitCode, mended.stdout]).toEqual([0, "Wrote .prompts-gpt/tidy-it-up.md\n"]);
  expect(made.asked(1)).toMatch(/could not be used: it holds no JSON object.*I would rather not/s);
  await using hopeless = await projectWithAgent('{"prompts": [{"title": "x"}]}', '{"prompts": []}');
  const { exitCode, stderr } = await hopeless.generate();
  expect([exitCode, stderr]).toEqual([1, expect.stringMatching(/asked twice.*no "prompts".*\n {2}try: .*runs logs/s)]);
  expect(hopeless.asked(1)).toContain("prompts.0.body");
});

test("no goal, an empty one, flags that would do nothing: 2; no token: 3; nothing is written", async () => {
  await using project = await tempProject();
  for (const args of [
    [],
    ["--goal", " "],
    ["--goal", "x", "--agent", "sh"],
    ["--goal", "x", "--local", "--token", TOKEN],
  ]) {
    const { exitCode, stderr } = await project.cli("generate", ...args);
    expect([args, exitCode, stderr]).toEqual([args, 2, expect.stringContaining("try: ")]);
  }
  expect((await project.cli("generate", "--goal", "x")).exitCode).toBe(3);
  expect(existsSync(project.at(".prompts-gpt"))).toBe(false);
});
