import { chmodSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { previewPush } from "../../src/index.ts";
import { formatPromptMarkdown } from "../../src/registry/sync/prompt-markdown.ts";
import { type Project, tempProject } from "../support/project.ts";
import { pack, startRegistry, TOKEN } from "../support/registry.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { needsTmux, openWindow } from "../support/tmux.ts";

type Registry = Awaited<ReturnType<typeof startRegistry>>;

const FIX = ".prompts-gpt/fix.md";
const file = (slug: string, body: string, more = "") => `---\ntitle: ${slug}\nslug: ${slug}\n${more}---\n${body}`;

function envOf(registry: Registry) {
  return { PROMPTS_GPT_TOKEN: TOKEN, PROMPTS_GPT_API_URL: registry.url };
}

function cli(project: Project, registry: Registry, ...args: readonly string[]) {
  return project.start(args, { env: envOf(registry) }).ended;
}

/** A project that has synced what the registry has. */
async function synced(...packs: Parameters<typeof pack>[0][]) {
  const registry = await startRegistry(packs.map((slug) => pack(slug)));
  const project = await tempProject();
  expect((await cli(project, registry, "sync")).exitCode).toBe(0);
  registry.requests.length = 0;
  return { registry, project };
}

const read = (project: Project, path = FIX) => readFileSync(project.at(path), "utf8");
const puts = ({ requests }: Registry) => requests.filter(({ method }) => method === "PUT");

/** Of what was published nothing is to be written. (Agent files are made from the library, whoever has what.) */
async function expectSettled(project: Project, registry: Registry): Promise<void> {
  const { exitCode, stdout } = await cli(project, registry, "pull", "--json");
  expect([exitCode, (JSON.parse(stdout) as { changes: number }).changes]).toEqual([0, 0]);
}

test("a change is shown, sent with the version that it was made from, and noted; the next sync writes nothing", async () => {
  const { registry, project } = await synced("fix", "other");
  await using _registry = registry;
  await using _project = project;
  await project.write(FIX, read(project).replace("Do fix.", "Do fix well."));
  const { exitCode, stdout } = await cli(project, registry, "push", "fix", "--yes");
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining("Published fix, version 2")]);
  expect(stdout).toContain("\n-Do fix.\n+Do fix well.\n");
  const [put] = puts(registry);
  expect([put?.headers["if-match"], JSON.parse(put?.body ?? "")]).toEqual([
    '"1"',
    expect.objectContaining({ title: "fix", body: "Do fix well.\n" }),
  ]);
  expect(read(project)).toContain("version: 2\n");
  expect(read(project, ".prompts-gpt/manifest.json")).toContain('"slug":"fix","version":2');
  await expectSettled(project, registry);
});

test("without files everything that is not as it was synced is pushed; with nothing to do nothing is asked", async () => {
  const { registry, project } = await synced("fix", "other");
  await using _registry = registry;
  await using _project = project;
  const idle = await cli(project, registry, "push", "--yes");
  expect([idle.exitCode, idle.stdout, registry.requests]).toEqual([
    0,
    expect.stringContaining("Nothing to publish"),
    [],
  ]);
  await project.write(".prompts-gpt/mine.md", "# My prompt\n\nDo it.\n");
  const { exitCode, stdout } = await cli(project, registry, "push", "--yes", "--json");
  expect([exitCode, JSON.parse(stdout)]).toEqual([
    0,
    expect.objectContaining({ published: [{ path: ".prompts-gpt/mine.md", slug: "mine", version: 1, isNoted: true }] }),
  ]);
  expect(puts(registry).map(({ url, headers }) => [url, headers["if-none-match"]])).toEqual([
    ["/api/v1/prompts/mine", "*"],
  ]);
  expect(read(project, ".prompts-gpt/mine.md")).toBe(
    "---\ntitle: My prompt\nslug: mine\nversion: 1\n---\n# My prompt\n\nDo it.\n",
  );
  await expectSettled(project, registry);
});

test("what a person wrote stays: comments, own keys, order, line ends; what is not sent is said", async () => {
  await using registry = await startRegistry();
  const own = [
    "# how we fix",
    "slug: fix",
    "title: 'Fix: it'",
    "access: read",
    "owner: me",
    "variables:",
    "  n: { default: 3, unit: cm }",
    "",
  ];
  const text = ["---", ...own.slice(0, -1), "---", "Do {{n}}.", ""].join("\r\n");
  await using project = await tempProject({ [FIX]: text });
  const { exitCode, stdout } = await cli(project, registry, "push", FIX, "--yes");
  expect([exitCode, stdout]).toEqual([
    0,
    expect.stringContaining("not sent, for it stays with the file: access, owner, variables.n.unit"),
  ]);
  expect(read(project)).toBe(text.replace("variables:", "version: 1\r\nvariables:"));
  const sent = JSON.parse(puts(registry)[0]?.body ?? "") as { variables: unknown; body: string };
  expect([sent.variables, sent.body, Object.keys(sent)]).toEqual([
    { n: { default: 3 } },
    "Do {{n}}.\n",
    expect.not.arrayContaining(["access", "owner"]),
  ]);
  await expectSettled(project, registry);
  const again = await cli(project, registry, "push", "fix", "--yes");
  expect([again.exitCode, again.stdout, puts(registry).length]).toEqual([
    0,
    expect.stringContaining("has fix as it is"),
    1,
  ]);
});

test("nobody there and no --yes: 2 with what to type, the diff on standard error, and nothing is sent", async () => {
  await using registry = await startRegistry();
  await using project = await tempProject({ [FIX]: file("fix", "Do it.\u202E\n") });
  const { exitCode, stdout, stderr } = await cli(project, registry, "push", "fix");
  expect([exitCode, stdout, puts(registry)]).toEqual([2, "", []]);
  expect(stderr).toMatch(/\+Do it\.<U\+202E>\n.*try: prompts-gpt push fix --yes/s);
  const dry = await cli(project, registry, "push", "fix", "--dry-run");
  expect([dry.exitCode, dry.stdout, puts(registry)]).toEqual([0, expect.stringContaining("+Do it."), []]);
});

test("in a terminal it is asked for: No sends nothing, Yes does", async (context) => {
  needsTmux(context);
  await using registry = await startRegistry();
  await using project = await tempProject({ [FIX]: file("fix", "Do it.\n") });
  for (const [keys, code, sent] of [
    [["Enter"], 2, 0],
    [["no", "Enter"], 2, 0],
    [["y", "Enter"], 0, 1],
  ] as const) {
    await using window = await openWindow(project, ["push", "fix"], { env: envOf(registry) });
    expect(await window.sees(/Send 1 prompt to.*└$/s)).toContain("+Do it.");
    window.press(...keys);
    expect([await window.exitCode(), puts(registry).length]).toEqual([code, sent]);
  }
});

test("what is typed for a shell is no consent: it is asked again, and nothing is sent", async (context) => {
  needsTmux(context);
  await using registry = await startRegistry();
  await using project = await tempProject({ [FIX]: file("fix", "Do it.\n") });
  await using window = await openWindow(project, ["push", "fix"], { env: envOf(registry) });
  await window.sees(/Send 1 prompt to.*└$/s);
  for (const key of ["lyhjk", "Right", "Left", "Enter"]) window.press(key);
  await window.sees("Type yes or no.");
  window.press("C-u", "clear", "Enter");
  expect(await window.sees(/clear[^]*Type yes or no\./)).toContain("Send 1 prompt to");
  window.press("C-c");
  expect([await window.exitCode(), puts(registry)]).toEqual([130, []]);
});

test.each([
  ["a secret in it", file("fix", "Use ghp_0123456789abcdefghijABCDEFGHIJ012345.\n"), "looks like a secret"],
  [
    "a secret spelt otherwise",
    file("fix", "x\n", 'description: "gh\\x70_0123456789abcdefghijABCDEFGHIJ012345"\n'),
    "secret",
  ],
  ["a secret of the environment", file("fix", "Use hunter2-hunter2.\n"), "holds the value of DEPLOY_PASSWORD"],
  ["an unusual slug", "---\ntitle: F\nslug: Fix_It\n---\nDo it.\n", "cannot be published"],
  ["the name of a device", file("con", "Do it.\n"), "cannot be published"],
  ["a name that agents load", file("agents", "Do it.\n"), "agents load AGENTS.md"],
  ["no title", "---\nslug: fix\n---\nDo it.\n", "no title"],
  ["no text", file("fix", "\n"), "empty"],
  ["a header that does not end", "---\ntitle: x\n", "no end"],
  ["a header in JavaScript", "---js\n{}\n---\nDo it.\n", "not supported"],
  [
    "a conflict that git could not merge",
    file("fix", "one\n<<<<<<< HEAD\nmine\n=======\ntheirs\n>>>>>>> other\n"),
    /error: .*fix\.md:6: A conflict.*\n {2}try: Keep what you want and delete the three marks/,
  ],
  ["too long a title", file("fix", "x\n").replace("title: fix", `title: ${"t".repeat(300)}`), "title"],
])("%s: 4, nothing is sent, nothing is changed", async (_name, text, said) => {
  await using registry = await startRegistry();
  await using project = await tempProject({ [FIX]: text });
  const env = { ...envOf(registry), DEPLOY_PASSWORD: "hunter2-hunter2" };
  const { exitCode, stdout } = await project.start(["push", FIX, "--yes"], { env }).ended;
  expect([exitCode, stdout, registry.requests]).toEqual([4, expect.stringMatching(said), []]);
  expect(stdout).not.toMatch(/ghp_0123|hunter2-/);
  expect(read(project)).toBe(text);
});

test("one that fails does not keep the others back: 1, and each says what became of it", async () => {
  const { registry, project } = await synced("a", "b", "c");
  await using _registry = registry;
  await using _project = project;
  for (const slug of ["a", "b", "c"]) {
    const path = `.prompts-gpt/${slug}.md`;
    await project.write(path, `${read(project, path)}More.\n`);
  }
  await project.write(".prompts-gpt/bad.md", "---\ntitle: x\n---\n");
  // Between the look and the sending somebody publishes b.
  registry.intercept(({ method, url }, response) => {
    if (method !== "PUT" || !url.endsWith("/b")) return false;
    response.writeHead(412, { "content-type": "application/problem+json" }).end('{"status":412,"currentVersion":2}');
    return true;
  });
  const { exitCode, stdout } = await cli(project, registry, "push", "--yes");
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(
    /Published a, version 2\nPublished c, version 2\nerror: .*b\.md: .*later version.*\n {2}try: .*prompts-gpt sync/,
  );
  expect([read(project, ".prompts-gpt/b.md"), registry.prompts.get("b")?.version]).toEqual([
    expect.stringContaining("version: 1\n"),
    1,
  ]);
});

test("a version that somebody else published is told before anything is sent: 1, and prompts-gpt sync mends it", async () => {
  const { registry, project } = await synced("fix");
  await using _registry = registry;
  await using _project = project;
  await project.write(FIX, `${read(project)}Mine.\n`);
  registry.publish(pack("fix", { version: 2, title: "Better" }));
  const { exitCode, stdout } = await cli(project, registry, "push", "--yes");
  expect([exitCode, stdout, puts(registry)]).toEqual([
    1,
    expect.stringMatching(/has version 2.*\n {2}try: prompts-gpt sync/),
    [],
  ]);
  expect((await cli(project, registry, "sync")).exitCode).toBe(0);
  expect((await cli(project, registry, "push", "--yes")).exitCode).toBe(0);
  expect(registry.prompts.get("fix")).toMatchObject({ version: 3, title: "Better", body: "Do fix.\nMine.\n" });
  await expectSettled(project, registry);
});

test("a prompt of that name that nobody synced, a conflict that is not settled, a slug that was changed: refused", async () => {
  const { registry, project } = await synced("fix", "other");
  await using _registry = registry;
  await using _project = project;
  registry.prompts.set("theirs", pack("theirs"));
  await project.write(".prompts-gpt/theirs.md", file("theirs", "Mine.\n"));
  await project.write(FIX, `${read(project)}Mine.\n`);
  await project.write(`${FIX}.incoming`, formatPromptMarkdown(pack("fix")));
  await project.write(".prompts-gpt/other.md", file("new-name", "Do other.\n"));
  for (const name of ["one", "two"]) await project.write(`.prompts-gpt/${name}.md`, file("both", "Do it.\n"));
  const { exitCode, stdout } = await cli(project, registry, "push", "--yes");
  expect([exitCode, puts(registry)]).toEqual([1, []]);
  expect(stdout).toMatch(/theirs\.md: The registry has version 1, and this file was made from none of it/);
  expect(stdout).toMatch(/fix\.md: .*conflict.*\n {2}try: .*fix\.md\.incoming/);
  expect(stdout).toMatch(/other\.md: It was synced as the prompt other/);
  expect(stdout.match(/(?:one|two)\.md: Another file has the slug both too/g)?.length).toBe(2);
});

test("a version that cannot be noted: what was published is said, and the others are sent", async () => {
  await using registry = await startRegistry();
  await using project = await tempProject({
    [FIX]: file("fix", "Do it.\n"),
    ".prompts-gpt/go.md": file("go", "Go.\n"),
  });
  await using state = await tempFolder();
  const env = { ...project.env, ...envOf(registry), XDG_STATE_HOME: state.path };
  const preview = await previewPush({ cwd: project.path, env });
  for (const [path, mode] of [
    [project.path, 0o755],
    [state.path, 0o777],
    [project.at(".prompts-gpt"), 0o555],
  ] as const)
    chmodSync(path, mode);
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534); // nobody
  try {
    const { published, failed } = await preview.apply();
    expect([published, failed, puts(registry).length]).toEqual([
      [],
      ["fix", "go"].map((slug) =>
        expect.objectContaining({
          slug,
          exitCode: 1,
          message: expect.stringMatching(/^It is published as version 1, .* cannot be written \(EACCES\)\.$/),
          fix: expect.stringContaining("prompts-gpt sync"),
        }),
      ),
      2,
    ]);
  } finally {
    if (isRoot) process.seteuid?.(0);
    chmodSync(project.at(".prompts-gpt"), 0o755);
  }
});

test("a file outside of the library, with a name that no prompt of a registry has: not the advice to move it there", async () => {
  await using registry = await startRegistry();
  await using project = await tempProject({ "AGENTS.md": "Be brief.\n" });
  const { exitCode, stdout } = await cli(project, registry, "push", "AGENTS.md", "--yes");
  expect([exitCode, stdout]).toEqual([
    4,
    expect.stringMatching(/Only files of the library.*\n {2}try: prompts-gpt import/),
  ]);
});

test("a file that is changed between question and answer: what was shown is sent, the new text stays", async (context) => {
  needsTmux(context);
  await using registry = await startRegistry();
  await using project = await tempProject({ [FIX]: file("fix", "Shown.\n") });
  await using window = await openWindow(project, ["push", "fix"], { env: envOf(registry) });
  await window.sees(/Send 1 prompt to.*└$/s);
  await project.write(FIX, file("fix", "Not shown.\n"));
  window.press("yes", "Enter");
  expect(await window.exitCode()).toBe(0);
  expect([registry.prompts.get("fix")?.body, read(project)]).toEqual(["Shown.\n", file("fix", "Not shown.\n")]);
  await expectSettled(project, registry);
});

test.each([
  ["an old version", pack("fix", { version: 1 })],
  ["another prompt", pack("other", { version: 2 })],
])("a registry that answers a push with %s: 1, and nothing is noted of it", async (_what, answer) => {
  const { registry, project } = await synced("fix");
  await using _registry = registry;
  await using _project = project;
  await project.write(FIX, `${read(project)}Mine.\n`);
  const before = [read(project), read(project, ".prompts-gpt/manifest.json")];
  registry.intercept(({ method }, response) => {
    if (method !== "PUT") return false;
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
    return true;
  });
  const { exitCode, stdout } = await cli(project, registry, "push", "--yes");
  expect([exitCode, stdout]).toEqual([1, expect.stringMatching(/took fix and answers[^]*try: .*sync --dry-run/)]);
  expect([read(project), read(project, ".prompts-gpt/manifest.json")]).toEqual(before);
});

test("a refused token is 3, a registry that fails is 1, a file that is not there 2: nothing is changed", async () => {
  await using registry = await startRegistry();
  await using project = await tempProject({ [FIX]: file("fix", "Do it.\n") });
  const env = { ...envOf(registry), PROMPTS_GPT_TOKEN: "pgpt_other" };
  expect((await project.start(["push", "--yes"], { env }).ended).exitCode).toBe(3);
  const absent = await cli(project, registry, "push", "absent", "--yes");
  expect([absent.exitCode, absent.stderr]).toEqual([2, expect.stringContaining("try: prompts-gpt push ")]);
  registry.intercept(({ method }, response) => method === "PUT" && (response.writeHead(500).end(), true));
  const failed = await cli(project, registry, "push", "--yes");
  expect([failed.exitCode, failed.stdout]).toEqual([1, expect.stringContaining("1 prompt not published, 0 published")]);
  registry.intercept(({ method }, response) => method === "PUT" && (response.writeHead(403).end(), true));
  expect((await cli(project, registry, "push", "--yes")).exitCode).toBe(3);
  expect(read(project)).toBe(file("fix", "Do it.\n"));
});
