import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pack } from "../support/registry.ts";
import { few } from "../support/samples.ts";
import { syncedProject } from "../support/synced.ts";

const HURRY = fileURLToPath(new URL("../support/hurry.mjs", import.meta.url));
const ALPHA = ".prompts-gpt/alpha.md";

/** A project with an edit of a person, whose registry has something new. */
async function place() {
  const here = await syncedProject([pack("alpha", { body: "one\ntwo\n" }), pack("beta")]);
  await here.sync();
  await here.write(ALPHA, here.read(ALPHA).replace("two", "mine"));
  here.publish("gamma", "new\n");
  return here;
}

type Here = Awaited<ReturnType<typeof place>>;

// One for all that must not change it.
let here: Here;
let untouched: ReturnType<Here["tree"]>;
beforeAll(async () => {
  here = await place();
  untouched = here.tree();
});
afterAll(async () => await here[Symbol.asyncDispose]());

/** A command for which time goes faster. */
async function hurried(args: readonly string[], more: Readonly<Record<string, string>>, project = here) {
  const env = { ...project.env, HURRY: "5", ...more };
  return await project.start(args, { env, node: ["--import", HURRY] }).ended;
}

/** Nobody listens there. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const COMMANDS: readonly (readonly [args: readonly string[], seconds: number])[] = [
  [["sync"], 30],
  [["sync", "--check"], 30],
  [["pull"], 30],
  [["push", "--yes"], 30],
  [["diff", "--remote"], 30],
  [["project"], 30],
  [["init"], 30],
  [["generate", "--goal", "x"], 60],
];

for (const [args, seconds] of few(COMMANDS)) {
  const command = args.join(" ");

  test(`${command}, unreachable: 1, what to look at, nothing is written`, async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const { exitCode, stderr } = await hurried(args, { PROMPTS_GPT_API_URL: url });
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringMatching(
        /The registry at \S+ cannot be reached \(ECONNREFUSED\)\.[^\n]*\n {2}try: Check that it runs/,
      ),
    ]);
    expect(here.tree()).toEqual(untouched);
  });

  test(`${command}, HTTP 500: 1, what was said and what to type, nothing is written`, async () => {
    here.registry.requests.length = 0;
    here.registry.intercept((_request, response) => {
      response.writeHead(500, { "content-type": "application/problem+json" }).end('{"detail":"disk full"}');
      return true;
    });
    const { exitCode, stderr } = await hurried(args, { HURRY: "100" });
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringMatching(/failed \(\w+ \S+: 500\)\. It says: disk full[^\n]*\s+try: Try again in a few minutes\./),
    ]);
    expect([here.tree(), here.registry.requests.length]).toEqual([untouched, command.startsWith("generate") ? 1 : 4]);
  });

  test(`${command}, an answer that comes drop by drop: 1 after ${seconds} s, nothing is written`, async () => {
    here.registry.intercept((_request, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      const drip = setInterval(() => response.write(" "), 5);
      response.once("close", () => clearInterval(drip));
      return true;
    });
    const log = `${here.home}/limits-${seconds}`;
    const { exitCode, stderr } = await hurried(args, { HURRY_LOG: log });
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringMatching(new RegExp(`did not answer within ${seconds} s\\.[^\\n]*\\s+try: Check that it runs`)),
    ]);
    expect(new Set(readFileSync(log, "utf8").trim().split("\n"))).toEqual(new Set([`${seconds}000`]));
    expect(here.tree()).toEqual(untouched);
  });
}

/** Loaded with --import: a request that nothing ever comes of. */
const NEVER = `import http from "node:http"; import { syncBuiltinESMExports } from "node:module";
http.request = () => { const asked = { on: () => asked, once: () => asked, end: () => asked }; return asked; };
syncBuiltinESMExports();`;

test("a command that waits for what cannot come is no success", async () => {
  const node = ["--import", `data:text/javascript,${encodeURIComponent(NEVER)}`];
  const { exitCode, stdout, stderr } = await here.start(["project"], { env: here.env, node }).ended;
  expect([exitCode, stdout, stderr]).toEqual([1, "", expect.stringMatching(/^error: .*\n {2}try: .*--verbose/)]);
});

test("a registry that breaks off in the middle of a merge: 1, and nothing of the sync is written", async () => {
  await using here = await place();
  here.publish("alpha", "ONE\ntwo\n");
  const before = here.tree();
  here.registry.intercept(({ url }, response) => {
    if (!url.includes("version=1")) return false;
    response.writeHead(500).end();
    return true;
  });
  const { exitCode, stderr } = await hurried(["sync"], { HURRY: "100" }, here);
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining("try: ")]);
  expect(here.tree()).toEqual(before);
  here.registry.intercept(() => false);
  expect((await here.sync()).exitCode).toBe(1); // both changed neighbouring lines
});

test("a registry that breaks off at the second page: 1, and nothing of the first is written", async () => {
  await using here = await syncedProject(Array.from({ length: 150 }, (_, index) => pack(`p-${index}`)));
  here.registry.intercept(({ url }, response) => {
    if (!url.includes("cursor=")) return false;
    response.writeHead(400).end();
    return true;
  });
  const before = here.tree();
  expect((await here.cli("sync")).exitCode).toBe(1);
  expect(here.tree()).toEqual(before);
  here.registry.intercept(() => false);
  expect(await here.sync()).toMatchObject({ exitCode: 0, changes: 152 });
});

test("another version than the one that was asked for is refused", async () => {
  await using here = await place();
  const before = here.tree();
  here.registry.versions.set("alpha@7", pack("alpha", { version: 8 }));
  const { exitCode, stderr } = await here.cli("pull", "--slug", "alpha", "--version", "7");
  expect([exitCode, stderr]).toEqual([
    1,
    expect.stringMatching(/sent version 8 of "alpha" where 7 was asked for\.\s+try: /),
  ]);
  expect(here.tree()).toEqual(before);
});
