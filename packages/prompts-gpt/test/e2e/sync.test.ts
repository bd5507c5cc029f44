import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { TARGETS } from "../../src/agent-files/targets.ts";
import { type Library, syncPrompts } from "../../src/index.ts";
import { pack, TOKEN } from "../support/registry.ts";
import { syncedProject } from "../support/synced.ts";

const LINES = "one\ntwo\nthree\nfour\nfive\n";
const FILE = ".prompts-gpt/alpha.md";
const packs = () => [pack("alpha", { body: LINES, category: "QA" }), pack("beta", { tags: ["x"] })];

test("prompts, manifest and agent files; a second sync writes nothing and takes no body", async () => {
  await using here = await syncedProject(packs(), { ".claude/commands/own.md": "mine\n" });
  const first = await here.sync();
  expect([first.exitCode, first.as, first.changes]).toEqual([0, { alpha: "created", beta: "created" }, 5]);
  expect(first.agentFiles.written).toEqual([".claude/commands/alpha.md", ".claude/commands/beta.md"]);
  expect(here.read(FILE)).toContain("title: alpha");
  const before = here.tree();
  const asked = here.registry.requests.length;
  const second = await here.sync();
  expect([second.exitCode, second.ok, second.changes]).toEqual([0, true, 0]);
  expect(here.tree()).toEqual(before);
  const requests = here.registry.requests.slice(asked);
  expect(requests.map(({ method, headers }) => [method, headers["if-none-match"] !== undefined])).toEqual([
    ["GET", true],
  ]);
});

test("where nothing says which agents are used, AGENTS.md is written, and --targets and agentFiles say otherwise", async () => {
  await using here = await syncedProject(packs());
  expect((await here.sync()).agentFiles.written).toEqual(["AGENTS.md"]);
  expect((await here.sync("--targets", "gemini-md,claude-md")).agentFiles.written).toEqual(["CLAUDE.md", "GEMINI.md"]);
  await here.write(".prompts-gpt/config.json", '{ "agentFiles": ["zed-rules"] }');
  expect((await here.sync()).agentFiles.written).toEqual([".rules"]);
  expect(await here.cli("sync", "--targets", "claude")).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("claude-md") as string,
  });
});

test.each(TARGETS)("in a repository with $detect.0 a sync after a sync writes nothing", async ({ detect }) => {
  const [first = ""] = detect;
  await using here = await syncedProject(packs(), { [first.endsWith("/") ? `${first}x` : first]: "# Mine\n" });
  const sync = () => syncPrompts({ cwd: here.path, env: here.fullEnv });
  expect((await sync()).changes).toBeGreaterThan(3);
  const before = here.tree();
  expect((await sync()).changes).toBe(0);
  expect(here.tree()).toEqual(before);
});

test("a conflict: exit 1, the path of the registry's version and what to type", async () => {
  await using here = await syncedProject(packs());
  await here.sync();
  writeFileSync(here.at(FILE), here.read(FILE).replace("three", "mine"));
  here.publish("alpha", LINES.replace("three", "theirs"));
  expect((await here.cli("sync", "--dry-run")).stdout).toContain(
    `stands, or will stand after a sync, in ${FILE}.incoming`,
  );
  const { exitCode, stdout } = await here.cli("sync");
  expect(exitCode).toBe(1);
  expect(stdout).toContain(`The registry's version stands in ${FILE}.incoming`);
  expect(stdout).toContain(`  rm ${FILE}.incoming\n`);
  expect(here.read(`${FILE}.incoming`)).toContain("theirs");
  rmSync(here.at(`${FILE}.incoming`));
  expect((await here.cli("sync")).exitCode).toBe(0);
});

test("two branches that synced different prompts: git's conflict in the manifest is settled by the next sync", async () => {
  await using here = await syncedProject(packs(), {}, { git: true });
  const git = (...args: string[]) =>
    spawnSync("git", ["-c", "user.name=Test", "-c", "user.email=test@example.org", ...args], {
      cwd: here.path,
      env: here.fullEnv,
    });
  const commitSync = async (branch: string) => {
    git("checkout", "-qb", branch, "main");
    await here.sync();
    git("add", "-A");
    git("commit", "-qm", branch);
  };
  await here.sync();
  git("add", "-A");
  git("commit", "-qm", "base");
  here.publish("yak", "Do yak.\n");
  await commitSync("one");
  here.registry.prompts.delete("yak");
  here.publish("zebra", "Do zebra.\n");
  here.publish("beta", "Do more.\n");
  await commitSync("two");
  here.publish("yak", "Do yak.\n");
  for (const style of ["merge", "diff3"]) {
    expect(git("-c", `merge.conflictStyle=${style}`, "merge", "one").status).toBe(1);
    expect((await here.cli("validate")).stdout).toContain("try: prompts-gpt sync");
    expect(await here.sync()).toMatchObject({
      exitCode: 0,
      as: { alpha: "unchanged", beta: "unchanged", zebra: "unchanged" },
    });
    expect(here.read("AGENTS.md")).not.toContain("<<<<<<<");
    expect((await here.sync("--frozen")).exitCode).toBe(0);
    git("merge", "--abort");
  }
  // What a person leaves who takes git's marks out by hand.
  git("merge", "one");
  writeFileSync(
    here.at(".prompts-gpt/manifest.json"),
    here.read(".prompts-gpt/manifest.json").replaceAll(/^[<=>]{7}.*\n/gm, ""),
  );
  expect((await here.sync()).exitCode).toBe(0);
});

test("--check writes nothing and is 1 when a sync would; --frozen counts edits too", async () => {
  await using here = await syncedProject(packs());
  const checks = async () => [
    (await here.cli("sync", "--check")).exitCode,
    (await here.cli("sync", "--frozen")).exitCode,
  ];
  const before = here.tree();
  expect(await checks()).toEqual([1, 1]);
  expect(here.tree()).toEqual(before);
  await here.sync();
  expect(await checks()).toEqual([0, 0]);
  writeFileSync(here.at(FILE), here.read(FILE).replace("five", "FIVE"));
  expect(await checks()).toEqual([0, 1]);
  here.publish("beta", "new\n");
  const edited = here.tree();
  expect(await checks()).toEqual([1, 1]);
  expect(here.tree()).toEqual(edited);
  await here.sync("--force");
  expect(await checks()).toEqual([0, 0]);
  here.registry.prompts.delete("beta");
  expect(await checks()).toEqual([0, 1]);
});

const OWN_KEYS: Readonly<Record<string, readonly [change: (text: string) => string, said: string | undefined]>> = {
  "keys that stay here": [
    (text) => text.replace("---\n", "---\naccess: read\nowner: me\n"),
    "(only here: access, owner)",
  ],
  "a comment": [(text) => text.replace("---\n", "---\n# how we do it\n"), "(nothing that is shared differs"],
  "a byte order mark, line ends and quotes": [
    (text) => `\uFEFF${text.replace("title: alpha", 'title: "alpha"').replaceAll("\n", "\r\n")}`,
    "(nothing that is shared differs",
  ],
  "another title": [(text) => text.replace("title: alpha", "title: Alpha!\naccess: read"), undefined],
  "another text": [(text) => text.replace("five", "FIVE").replace("---\n", "---\naccess: read\n"), undefined],
  "a line end more": [(text) => `${text}\n`, undefined],
  "another slug": [(text) => text.replace("slug: alpha", "slug: other"), undefined],
  "YAML that is broken": [(text) => text.replace("---\n", "---\naccess: [\n"), undefined],
};

for (const [name, [change, said]] of Object.entries(OWN_KEYS))
  test(`--frozen ${said === undefined ? "refuses" : "lets through"} a file with ${name}, and says so`, async () => {
    await using here = await syncedProject(packs());
    await here.sync();
    writeFileSync(here.at(FILE), change(here.read(FILE)));
    const before = here.tree();
    const { exitCode, stdout } = await here.cli("sync", "--frozen");
    const line = stdout.split("\n").find((one) => one.startsWith("edited"));
    expect([exitCode, line]).toEqual([
      said === undefined ? 1 : 0,
      said === undefined ? `edited  ${FILE}` : expect.stringContaining(`edited  ${FILE}   ${said}`),
    ]);
    expect(stdout.includes("try: prompts-gpt diff")).toBe(said === undefined);
    expect(here.tree()).toEqual(before);
  });

test("--frozen with a prompt that the registry has no more says what to type, also for one that was edited", async () => {
  await using here = await syncedProject(packs());
  await here.sync();
  here.registry.prompts.delete("alpha");
  const frozen = await here.cli("sync", "--frozen");
  expect([frozen.exitCode, frozen.stdout]).toEqual([1, expect.stringMatching(/ {2}try: prompts-gpt sync --prune\n$/)]);
  writeFileSync(here.at(FILE), `${here.read(FILE)}mine\n`);
  const pruned = await here.cli("sync", "--prune");
  expect([pruned.exitCode, pruned.stdout]).toEqual([
    0,
    expect.stringMatching(/ {2}try: rm \.prompts-gpt\/alpha\.md {3}\(to keep it as your own: .*\n$/),
  ]);
});

test.each(["--check", "--frozen", "--dry-run"])("%s does without a folder that can be written", async (look) => {
  await using here = await syncedProject(packs());
  await here.sync();
  const nowhere = here.at("README.md");
  const env = { ...here.env, XDG_STATE_HOME: nowhere, XDG_CACHE_HOME: nowhere };
  expect((await here.start(["sync", look], { env }).ended).exitCode).toBe(0);
});

test("--check and --dry-run see the agent files that a new prompt would change", async () => {
  await using here = await syncedProject(packs());
  await here.sync();
  here.publish("gamma", "Do gamma.\n");
  const dry = await here.sync("--dry-run");
  expect([dry.exitCode, dry.applied, dry.changes, dry.agentFiles.written]).toEqual([0, false, 3, ["AGENTS.md"]]);
  expect(existsSync(here.at(".prompts-gpt/gamma.md"))).toBe(false);
  expect((await here.sync()).changes).toBe(dry.changes);
});

test("--prune removes what is gone and was not edited; --force keeps a copy", async () => {
  await using here = await syncedProject(packs());
  await here.sync();
  here.registry.prompts.delete("beta");
  expect((await here.sync()).as).toEqual({ alpha: "unchanged", beta: "orphaned" });
  expect((await here.sync("--prune")).as).toEqual({ alpha: "unchanged", beta: "removed" });
  writeFileSync(here.at(FILE), here.read(FILE).replace("three", "mine"));
  here.publish("alpha", LINES.replace("three", "theirs"));
  const { prompts } = await here.sync("--force");
  expect(prompts).toEqual([
    { slug: "alpha", path: FILE, as: "forced", beside: expect.stringContaining("/alpha.md") as string },
  ]);
  expect(here.read(prompts[0]?.beside ?? "")).toContain("mine");
});

test.each([
  [["-q", "beta"], "q=beta"],
  [["--query", "beta"], "q=beta"],
  [["--category", "QA"], "category=QA"],
  [["--tool", "Codex"], "tool=Codex"],
  [["--output-type", "Code"], "outputType=Code"],
  [["--limit", "1"], "limit=1"],
  [["--slug", "beta"], "slug=beta"],
  [["--label", "prod"], "label=prod"],
])("%s is asked of the registry", async (flags, asked) => {
  await using here = await syncedProject(packs());
  expect((await here.sync(...flags)).exitCode).toBe(0);
  expect(here.registry.requests.map(({ url }) => url)).toEqual([expect.stringContaining(asked)]);
});

test("a prompt that was named and is not there: 1, and nothing is written", async () => {
  await using here = await syncedProject(packs());
  const before = here.tree();
  expect(await here.cli("pull", "--slug", "alfa")).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('sent no prompt "alfa"') as string,
  });
  expect(here.tree()).toEqual(before);
});

test("a registry that is slow page by page is given up, nothing is written, and who waited has a turn", async () => {
  await using here = await syncedProject(packs());
  const before = here.tree();
  let page = 0;
  here.registry.intercept((_request, response) => {
    const text = JSON.stringify({ prompts: [pack(`p${page}`)], nextCursor: String(page++) });
    setTimeout(() => response.writeHead(200, { "content-type": "application/json" }).end(text), 100);
    return true;
  });
  const sync = syncPrompts({ cwd: here.path, env: here.fullEnv, timeoutMs: 500 });
  await expect(sync).rejects.toMatchObject({
    exitCode: 1,
    message: expect.stringMatching(/after 2 s in all/) as string,
  });
  expect([page > 5, here.tree()]).toEqual([true, before]);
  here.registry.intercept(() => false);
  expect((await here.sync()).exitCode).toBe(0);
});

test("a registry's prompt with more beside its text than a run reads is named, and is in no file", async () => {
  const variables = Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`v${n}`, { default: "x".repeat(7_000) }]));
  await using here = await syncedProject([...packs(), pack("bulky", { variables })]);
  const { exitCode, stdout } = await here.cli("sync");
  expect([exitCode, stdout]).toEqual([1, expect.stringMatching(/left out: "bulky": it says more than 64 KiB/)]);
  expect([existsSync(here.at(".prompts-gpt/bulky.md")), here.read("AGENTS.md").includes("bulky")]).toEqual([
    false,
    false,
  ]);
  expect(here.read("AGENTS.md")).toContain("alpha");
});

test("list says why it cannot tell what was synced", async () => {
  await using here = await syncedProject(packs());
  await here.sync();
  writeFileSync(here.at(".prompts-gpt/manifest.json"), '{ "schemaVersion": 1, "prom');
  const { exitCode, stdout } = await here.cli("list");
  expect([exitCode, stdout]).toEqual([
    0,
    expect.stringMatching(
      /alpha +prompt +1 +\? [^]*error: \.prompts-gpt\/manifest\.json: is no JSON[^]*try: git checkout/,
    ),
  ]);
  const { findings } = JSON.parse((await here.cli("list", "--json")).stdout) as Library;
  expect(findings).toMatchObject([{ severity: "error", file: ".prompts-gpt/manifest.json" }]);
});

test("who may have the wrong registry is sent to where its URL is shown", async () => {
  await using here = await syncedProject(packs());
  here.registry.intercept((_request, response) => {
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
    return true;
  });
  expect((await here.cli("sync")).stderr).toMatch(/See: prompts-gpt status\n/);
  expect((await here.cli("status")).stdout).toContain(here.registry.url);
});

test("a home that cannot be written to is named, with what to type; a look needs none", async () => {
  await using here = await syncedProject(packs(), { "a-file": "x" });
  const sync = (...args: string[]) =>
    here.start(["sync", ...args], { env: { ...here.env, XDG_STATE_HOME: here.at("a-file") } }).ended;
  expect(await sync()).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("export XDG_STATE_HOME=") as string,
  });
  expect((await sync("--dry-run")).exitCode).toBe(0);
});

test("one version of one prompt: --prompt-version or --version, with --slug", async () => {
  await using here = await syncedProject(packs());
  here.publish("alpha", "two\n");
  for (const flag of ["--prompt-version", "--version"]) {
    expect((await here.cli("pull", "--slug", "alpha", flag, "1")).exitCode).toBe(0);
    expect(here.read(FILE)).toContain(LINES);
    expect((await here.cli("pull", "--slug", "alpha")).exitCode).toBe(0);
    expect(here.read(FILE)).toContain("---\ntwo\n");
  }
  expect(await here.cli("pull", "--version", "1")).toMatchObject({ exitCode: 2 });
  expect(await here.cli("pull", "--limit", "0")).toMatchObject({ exitCode: 2 });
  expect(await here.cli("pull", "--limit", "101")).toMatchObject({ exitCode: 2 });
});

test("pull fetches prompts and writes no agent files", async () => {
  await using here = await syncedProject(packs(), { "AGENTS.md": "mine\n" });
  const { exitCode, stdout } = await here.cli("pull");
  expect([exitCode, here.read("AGENTS.md")]).toEqual([0, "mine\n"]);
  expect(stdout).toContain(`created  ${FILE}\n`);
  expect(readdirSync(here.at(".prompts-gpt")).toSorted()).toEqual(["alpha.md", "beta.md", "manifest.json"]);
});

test("an empty token from standard input is named as such: 3", async () => {
  await using here = await syncedProject(packs());
  const { exitCode, stderr } = await here.start(["sync", "--token-stdin"], { env: here.env, stdin: "\n" }).ended;
  expect([exitCode, stderr]).toEqual([3, expect.stringMatching(/--token-stdin .*it is empty\.\n {2}try: /)]);
});

test("the token from --token (with a warning) or --token-stdin; --trace-network shows requests without it", async () => {
  await using here = await syncedProject(packs());
  const env = { PROMPTS_GPT_TOKEN: "", PROMPTS_GPT_API_URL: "" };
  const start = (args: string[], stdin = "") => here.start(args, { env, stdin }).ended;
  const at = ["--api-url", here.registry.url];
  const flag = await start(["pull", "--token", TOKEN, ...at]);
  expect([flag.exitCode, flag.stderr]).toEqual([0, expect.stringContaining("process list") as string]);
  const stdin = await start(["pull", "--token-stdin", "--trace-network", ...at], `${TOKEN}\n`);
  expect([stdin.exitCode, stdin.stderr]).toEqual([0, expect.stringContaining(`> GET ${here.registry.url}/api`)]);
  expect(flag.stderr + stdin.stderr + stdin.stdout).not.toContain(TOKEN);
  expect((await start(["pull", ...at])).exitCode).toBe(3);
  expect((await start(["pull", "--token-stdin", ...at], "pgpt_wrong")).exitCode).toBe(3);
  expect((await start(["pull", "--token-prompt", ...at])).exitCode).toBe(2);
});

test("a registry that cannot be reached: 1, and nothing was written", async () => {
  await using here = await syncedProject(packs());
  here.registry.intercept((_request, response) => {
    response.writeHead(400, { "content-type": "application/problem+json" }).end('{"detail":"no"}');
    return true;
  });
  const before = here.tree();
  expect((await here.cli("sync")).exitCode).toBe(1);
  expect(here.tree()).toEqual(before);
});

test("two at once, and two more: each waits for the other, and nothing is lost", async () => {
  const many = Array.from({ length: 40 }, (_, index) => pack(`prompt-${index}`));
  await using here = await syncedProject(many);
  const ended = await Promise.all([1, 2, 3, 4].map(() => here.sync()));
  expect(ended.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0]);
  expect(ended.map(({ changes }) => changes).toSorted((a, b) => a - b)).toEqual([0, 0, 0, 42]);
  expect((await here.cli("sync", "--frozen")).exitCode).toBe(0);
});
