import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { syncPrompts } from "../../src/index.ts";
import { until } from "../support/project.ts";
import { pack } from "../support/registry.ts";
import { syncedProject } from "../support/synced.ts";

const MEANWHILE = fileURLToPath(new URL("../support/meanwhile.mjs", import.meta.url));
const LINES = "one\ntwo\nthree\nfour\nfive\n";
const ALPHA = ".prompts-gpt/alpha.md";

interface Happening {
  /** The file whose draft is being opened. */
  readonly at: string;
  readonly edit?: string;
  readonly signal?: string;
}

/** A sync during which something happens, between its plan and its writing. */
async function during(
  here: Awaited<ReturnType<typeof syncedProject>>,
  { edit, ...happening }: Happening,
  ...args: readonly string[]
) {
  const wish = { ...happening, ...(edit === undefined ? {} : { edit: here.at(edit) }) };
  const env = { ...here.env, MEANWHILE: JSON.stringify(wish) };
  const command = args[0] === "push" ? args : ["sync", ...args];
  return await here.start(command, { env, node: ["--import", MEANWHILE] }).ended;
}

const place = () => syncedProject([pack("alpha", { body: LINES }), pack("beta", { body: LINES })]);

test("what a person writes into a prompt while a sync writes is kept, and merged by the next", async () => {
  await using here = await place();
  await here.sync();
  here.publish("alpha", LINES.replace("one", "ONE"));
  const { exitCode, stderr } = await during(here, { at: ALPHA, edit: ALPHA });
  expect([exitCode, stderr]).toEqual([
    1,
    expect.stringMatching(
      /alpha\.md was changed while the sync went on, and was left as it is\.\n {2}try: prompts-gpt sync/,
    ),
  ]);
  expect(here.read(ALPHA)).toMatch(/version: 1\n---\none\n[^]*five\nmine\n$/);
  expect((await here.sync()).as).toEqual({ alpha: "merged", beta: "unchanged" });
  expect(here.read(ALPHA)).toMatch(/version: 2\n---\nONE\n[^]*five\nmine\n$/);
});

test("a file that a person makes while a sync writes is kept", async () => {
  await using here = await place();
  await here.sync();
  here.publish("gamma", "theirs\n");
  const path = ".prompts-gpt/gamma.md";
  expect((await during(here, { at: path, edit: path })).exitCode).toBe(1);
  expect(here.read(path)).toBe("mine\n");
  expect((await here.sync()).as).toMatchObject({ gamma: "conflict" });
  expect([here.read(path), here.read(`${path}.incoming`)]).toEqual(["mine\n", expect.stringContaining("theirs")]);
});

test("--prune does not remove what a person writes to while it writes", async () => {
  await using here = await place();
  await here.sync();
  here.registry.prompts.delete("alpha");
  expect((await during(here, { at: ".sync-pending.json", edit: ALPHA }, "--prune")).exitCode).toBe(1);
  expect(here.read(ALPHA)).toMatch(/five\nmine\n$/);
  expect((await here.sync("--prune")).as).toMatchObject({ alpha: "orphaned" });
  expect(here.read(ALPHA)).toMatch(/five\nmine\n$/);
});

test("--force overwrites what it has a copy of, and nothing that came after", async () => {
  await using here = await place();
  await here.sync();
  writeFileSync(here.at(ALPHA), here.read(ALPHA).replace("two", "before"));
  const forced = await during(here, { at: ALPHA, edit: ALPHA }, "--force");
  expect(forced.exitCode).toBe(1);
  expect(here.read(ALPHA)).toMatch(/before\n[^]*mine\n$/);
});

test("what a person writes into the registry's version while a sync writes the next one is kept", async () => {
  await using here = await place();
  await here.sync();
  writeFileSync(here.at(ALPHA), here.read(ALPHA).replace("three", "local"));
  here.publish("alpha", LINES.replace("three", "theirs"));
  expect((await here.sync()).as).toMatchObject({ alpha: "conflict" });
  here.publish("alpha", LINES.replace("three", "theirs again"));
  expect((await during(here, { at: `${ALPHA}.incoming`, edit: `${ALPHA}.incoming` })).exitCode).toBe(1);
  expect(here.read(`${ALPHA}.incoming`)).toMatch(/theirs\n[^]*mine\n$/);
});

for (const [target, path] of [
  ["agents-md", "AGENTS.md"],
  ["claude-commands", ".claude/commands/gamma.md"],
] as const)
  test(`what a person writes into ${path} while a sync writes it is kept`, async () => {
    await using here = await place();
    await here.sync("--targets", target);
    here.publish("gamma", "new\n");
    const { exitCode, stderr } = await during(here, { at: path, edit: path }, "--targets", target);
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringMatching(/was changed in the meantime[^]*try: prompts-gpt sync/),
    ]);
    expect(here.read(path)).toMatch(/mine\n$/);
    const next = await here.sync("--targets", target);
    expect([here.read(path).includes("mine"), next.exitCode]).toEqual([true, target === "agents-md" ? 0 : 1]);
  });

test("an agent file that a person changes while it is to be removed stays", async () => {
  await using here = await place();
  const path = ".claude/commands/alpha.md";
  await here.sync("--targets", "claude-commands");
  here.registry.prompts.delete("alpha");
  here.publish("beta", "new\n");
  const happening = { at: ".claude/commands/beta.md", edit: path };
  expect((await during(here, happening, "--prune", "--targets", "claude-commands")).exitCode).toBe(1);
  expect(here.read(path)).toMatch(/mine\n$/);
});

test("what a person writes into a file while its new version is noted is kept", async () => {
  await using here = await place();
  await here.sync();
  writeFileSync(here.at(ALPHA), here.read(ALPHA).replace("two", "TWO"));
  const { exitCode, stdout } = await during(here, { at: ALPHA, edit: ALPHA }, "push", "alpha", "--yes");
  expect([exitCode, stdout]).toEqual([
    0,
    expect.stringContaining("Published alpha, version 2 (.prompts-gpt/alpha.md was changed in the meantime"),
  ]);
  expect(here.read(ALPHA)).toMatch(/version: 1\n---\none\nTWO\n[^]*five\nmine\n$/);
  expect((await here.sync()).as).toMatchObject({ alpha: "edited" });
});

const SIGNALS = [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const;

for (const [signal, code] of SIGNALS) {
  test(`${signal} while the registry is waited for: ${code}, and nothing is written`, async () => {
    await using here = await place();
    await here.sync();
    const before = here.tree();
    const asked = here.registry.requests.length;
    here.registry.intercept(() => true); // and never answers
    const { child, ended } = here.start(["sync"], { env: here.env });
    await until(() => here.registry.requests.length > asked);
    child.kill(signal);
    const { exitCode, stderr } = await ended;
    expect([exitCode, stderr, here.tree()]).toEqual([code, "Interrupted before anything was written.\n", before]);
  });

  test(`${signal} while a sync writes: ${code}, all of it is done, and the next has nothing to do`, async () => {
    await using here = await place();
    const { exitCode } = await during(here, { at: ALPHA, signal });
    expect([exitCode, here.read(ALPHA), here.read("AGENTS.md")]).toEqual([
      code,
      expect.stringContaining(LINES),
      expect.stringContaining("alpha"),
    ]);
    expect((await here.sync()).changes).toBe(0);
  });
}

test.each(["sync", "pull", "push", "project", "generate"])(
  "Ctrl-C while %s waits to try again is 130, and no error",
  async (command) => {
    await using here = await place();
    await here.sync();
    writeFileSync(here.at(ALPHA), here.read(ALPHA).replace("two", "TWO"));
    const before = here.tree();
    here.registry.intercept((_request, response) => (response.writeHead(429, { "retry-after": "50" }).end(), true));
    const args = { push: ["push", "--yes"], generate: ["generate", "--goal", "x"] }[command] ?? [command];
    const { child, output, ended } = here.start(args, { env: here.env });
    await until(() => output.stderr.includes("again in"));
    child.kill("SIGINT");
    const { exitCode, stderr } = await ended;
    expect([exitCode, stderr]).toEqual([130, expect.not.stringContaining("error:")]);
    expect(here.tree()).toEqual(before);
  },
);

test("a sync of a program that is given up when everything has come writes nothing", async () => {
  await using here = await place();
  const before = here.tree();
  const giveUp = new AbortController();
  const onProgress = () => giveUp.abort("enough");
  const synced = syncPrompts({ cwd: here.path, env: here.fullEnv, signal: giveUp.signal, onProgress });
  await expect(synced).rejects.toBe("enough");
  expect([here.registry.requests.length, here.tree()]).toEqual([1, before]);
});

test("Ctrl-C while another sync is waited for is 130 at once; the other goes on", async () => {
  await using here = await place();
  let goOn: () => void = () => {};
  const held = new Promise<void>((resolve) => (goOn = resolve));
  here.registry.intercept(() => held.then(() => false));
  const first = here.start(["sync"], { env: here.env });
  await until(() => here.registry.requests.length === 1);
  const second = here.start(["sync"], { env: here.env });
  await new Promise((resolve) => setTimeout(resolve, 1_000)); // nothing tells that it waits
  second.child.kill("SIGINT");
  expect(await second.ended).toMatchObject({ exitCode: 130, stderr: "Interrupted before anything was written.\n" });
  expect(here.registry.requests.length).toBe(1);
  goOn();
  expect((await first.ended).exitCode).toBe(0);
});

test("Ctrl-C while a push sends: 130; what was sent is noted, the next one sends the rest", async () => {
  await using here = await place();
  await here.sync();
  for (const slug of ["alpha", "beta"]) {
    const path = here.at(`.prompts-gpt/${slug}.md`);
    writeFileSync(path, here.read(`.prompts-gpt/${slug}.md`).replace("two", "TWO"));
  }
  here.registry.intercept(({ method, url }) => method === "PUT" && url.endsWith("/beta")); // and never answers
  const { child, ended } = here.start(["push", "--yes"], { env: here.env });
  await until(() => here.registry.requests.filter(({ method }) => method === "PUT").length === 2);
  child.kill("SIGINT");
  expect((await ended).exitCode).toBe(130);
  expect(here.read(".prompts-gpt/manifest.json")).toMatch(/"alpha","version":2[^]*"beta","version":1/);
  here.registry.intercept(() => false);
  expect(await here.cli("push", "--yes")).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining("Published beta, version 2") as string,
  });
  expect((await here.sync()).as).toEqual({ alpha: "unchanged", beta: "unchanged" });
});

test("an answer to a push that is lost: the next push finds its own work, and a sync takes it over", async () => {
  await using here = await place();
  await here.sync();
  writeFileSync(here.at(ALPHA), here.read(ALPHA).replace("two", "TWO"));
  here.registry.intercept(({ method, body }, response) => {
    if (method !== "PUT") return false;
    here.publish("alpha", (JSON.parse(body) as { body: string }).body);
    response.destroy();
    return true;
  });
  expect(await here.cli("push", "--yes")).toMatchObject({
    exitCode: 1,
    stdout: expect.stringContaining("try: ") as string,
  });
  here.registry.intercept(() => false);
  expect(await here.cli("push", "alpha", "--yes")).toMatchObject({ exitCode: 0 });
  expect((await here.sync()).exitCode).toBe(0);
  expect(here.read(ALPHA)).toMatch(/version: 2\n---\none\nTWO\n/);
  expect((await here.sync()).changes).toBe(0);
});
