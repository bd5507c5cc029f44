import { randomBytes } from "node:crypto";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, renameSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { setTimeout as wait } from "node:timers/promises";
import { join } from "node:path";
import pg from "pg";
import { describe, expect, inject, test } from "vitest";
import { afterPowerFailure } from "../support/after-power-failure.ts";
import { DATABASES } from "../support/both.ts";
import { type Registry, serve } from "../support/command.ts";
import { newDatabase, startPostgres } from "../support/postgres.ts";
import { askerOf, draft, tempFolder } from "../support/registry.ts";
import { Visitor } from "../support/visitor.ts";

const NEW = { "if-none-match": "*" };
const KILLS = 2;
const WRITERS = 8;
/** Between two kills. */
const WRITES = 40;

/** Slugs, and the version of each that was acknowledged last. */
type Acknowledged = Map<string, number>;

/** Writes until so many were acknowledged, and then does that to the server. */
async function writeAmong(
  server: Registry,
  ask: Asker,
  { acknowledged, whenWritten, rest = "" }: Writing,
): Promise<void> {
  let writes = 0;
  const write = async (slug: string) => {
    for (;;) {
      const version = acknowledged.get(slug) ?? 0;
      const headers: Record<string, string> = version === 0 ? NEW : { "if-match": `"${version}"` };
      const body = draft({ body: `${version + 1}${rest}` });
      const answer = await ask(`/api/v1/prompts/${slug}`, { method: "PUT", body, headers });
      // The one that was under way at the last kill may be there all the same.
      if (answer.status === 412) acknowledged.set(slug, answer.body["currentVersion"] as number);
      else acknowledged.set(slug, answer.body["version"] as number);
      if (answer.status === 200 && ++writes === WRITES) whenWritten();
    }
  };
  const writing = Array.from({ length: WRITERS }, (_, at) => write(`p${at}`).catch(() => {})); // the server is gone
  await once(server.child, "close");
  await Promise.all(writing);
}

interface Writing {
  readonly acknowledged: Acknowledged;
  readonly whenWritten: () => void;
  /** What each text has after its number. */
  readonly rest?: string;
}
type Asker = ReturnType<typeof askerOf>;

/** Every version of each, from the first one on. */
async function expectAll(ask: Asker, acknowledged: Acknowledged, rest = ""): Promise<void> {
  expect(acknowledged.size).toBe(WRITERS);
  for (const [slug, version] of acknowledged) {
    const { body } = await ask(`/api/v1/prompts/${slug}?version=${version}`);
    expect([slug, body["version"], body["body"]]).toEqual([slug, version, `${version}${rest}`]);
    const { versions } = (await ask(`/api/v1/prompts/${slug}/versions`)).body as { versions: { version: number }[] };
    const all = Array.from({ length: versions.length }, (_, at) => versions.length - at);
    expect(versions.map((one) => one.version)).toEqual(all);
  }
}

for (const kind of DATABASES)
  describe(`with the ${kind} database`, () => {
    test("nothing that was acknowledged is lost when the server is killed among writes", async () => {
      using folder = tempFolder();
      const place =
        kind === "embedded"
          ? ["--data", join(folder.path, "a")]
          : ["--database-url", await newDatabase(inject("postgres"))];
      const acknowledged: Acknowledged = new Map();
      let token = "";
      for (let kill = 0; kill < KILLS; kill++) {
        const server = await serve(place);
        token = server.adminToken ?? token;
        const whenWritten = () => server.child.kill("SIGKILL");
        await writeAmong(server, askerOf(server.url, token), { acknowledged, whenWritten });
      }
      await using server = await serve(place);
      const sum = [...acknowledged.values()].reduce((all, one) => all + one, 0);
      expect(sum).toBeGreaterThanOrEqual(WRITES * KILLS);
      await expectAll(askerOf(server.url, token), acknowledged);
    });
  });

test.skipIf(process.platform !== "linux")(
  "nothing that was acknowledged is lost when the power fails, whatever the system had not yet written (Linux: by /proc)",
  async () => {
    using folder = tempFolder(quickest());
    const flushed = join(folder.path, "flushed");
    mkdirSync(flushed);
    const preload = join(import.meta.dirname, "../support/power-failure.mjs");
    const env = { FLUSHED: flushed, NODE_OPTIONS: `--import=${preload}` };
    const acknowledged: Acknowledged = new Map();
    // No words, and nothing to compress: the journal goes on into a new file, which has to have its name on the disk.
    const rest = Array.from(randomBytes(400_000), (byte) => "!#$%&()*+,-./:;<=>?@[]^_{|}~"[byte % 28]).join("");
    const data = join(folder.path, "data");
    let token = "";
    // It fails among the first writes; after a stop, which shortens the journal, and more writes; then right after a stop.
    for (const [at, last] of (["SIGKILL", "SIGTERM", "SIGKILL", "SIGTERM"] as const).entries()) {
      const server = await serve(["--data", data], env);
      token = server.adminToken ?? token;
      const whenWritten = () => server.child.kill(last);
      await writeAmong(server, askerOf(server.url, token), { acknowledged, whenWritten, rest });
      if (at === 1) continue;
      const to = join(folder.path, `after-${at}`);
      afterPowerFailure(data, { flushed, to });
      await using again = await serve(["--data", to]);
      await expectAll(askerOf(again.url, token), acknowledged, rest);
    }
  },
);

/** In memory, where that has room: a thousand files are flushed at each start that follows a failure. */
function quickest(): string {
  const memory = "/dev/shm";
  const { bavail, bsize } = existsSync(memory) ? statfsSync(memory) : { bavail: 0, bsize: 0 };
  return bavail * bsize > 1e9 ? memory : tmpdir();
}

test("a server whose connections are cut among requests goes on, and so does one whose database only reads for a while", async () => {
  const url = await newDatabase(inject("postgres"));
  await using server = await serve(["--database-url", url]);
  const ask = askerOf(server.url, server.adminToken ?? null);
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  const put = async (slug: string) =>
    (await ask(`/api/v1/prompts/${slug}`, { method: "PUT", body: draft(), headers: NEW })).status;
  let isOver = false;
  const write = async (slug: string) => {
    for (let at = 0; !isOver; at++) expect([200, 503]).toContain(await put(`${slug}-${at}`));
  };
  const writing = ["a", "b", "c", "d"].map(write);
  for (let cut = 0; cut < 40; cut++) {
    await admin.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    );
    await wait(20);
  }
  isOver = true;
  await Promise.all(writing);
  expect([server.child.exitCode, await put("after")]).toEqual([null, 200]);

  const only = (value: string) =>
    admin.query(`alter database ${new URL(url).pathname.slice(1)} set default_transaction_read_only = ${value}`);
  const cut = () =>
    admin.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    );
  await only("on");
  await cut();
  await wait(200);
  expect([await put("read-only"), (await ask("/api/v1/prompts/after")).status]).toEqual([503, 200]);
  await admin.query("set transaction_read_only = off");
  await only("off");
  expect(await put("read-only")).toBe(200);
  await admin.end();
});

test("an embedded database on a full disk refuses to write, reads, and goes on when there is room", async (context) => {
  using folder = tempFolder();
  const mount = (...args: string[]) => spawnSync("mount", ["-t", "tmpfs", "none", folder.path, "-o", ...args]).status;
  if (process.platform !== "linux" || mount("size=120m") !== 0) return context.skip("nobody may mount a disk here");
  try {
    await using server = await serve(["--data", join(folder.path, "data")]);
    const ask = askerOf(server.url, server.adminToken ?? null);
    const put = (slug: string, body = "a") =>
      ask(`/api/v1/prompts/${slug}`, { method: "PUT", body: draft({ body }), headers: NEW });
    let written = 0;
    while ((await put(`p${written}`, randomBytes(500_000).toString("hex"))).status === 200) written++;
    expect(written).toBeGreaterThan(0);
    expect([(await put("small")).status, (await ask("/api/v1/prompts/p0?version=1")).status]).toEqual([503, 200]);
    expect(mount("remount,size=400m")).toBe(0);
    expect((await put("small")).status).toBe(200);
  } finally {
    spawnSync("umount", [folder.path]);
  }
});

test("a server whose database is gone says so at once, and goes on when it is back", async () => {
  await using database = await startPostgres();
  await using server = await serve(["--database-url", database.url]);
  const ask = askerOf(server.url, server.adminToken ?? null);
  await ask("/api/v1/prompts/a", { method: "PUT", body: draft(), headers: NEW });
  const gone = async () => {
    const started = performance.now();
    const answers = await Promise.all(["/api/v1/prompts/a", "/readyz", "/api/v1/changes"].map((path) => ask(path)));
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 503]);
    expect(performance.now() - started).toBeLessThan(2_500);
    expect((await ask("/healthz")).status).toBe(200);
  };
  const back = async () => {
    for (const until = Date.now() + 15_000; Date.now() < until && (await ask("/readyz")).status !== 200;)
      await wait(50);
    expect((await ask("/api/v1/prompts/a")).status).toBe(200);
  };
  const visitor = new Visitor(server);
  await visitor.signIn(server.adminToken ?? "");
  await database.stop();
  await gone();
  const typed = { version: "1", base: "1", title: "Typed <b>", body: "while it was gone\n" };
  const kept = await visitor.post("/prompts/a/edit", typed);
  expect([kept.status, kept.html]).toEqual([503, expect.stringContaining("Send it again")]);
  await database.start();
  await back();
  // Nothing of it was lost: the page holds it, to be sent again.
  const fields = [...kept.html.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  const again = fields.map(([, name = "", value = ""]) => [name, value.replace("&lt;b&gt;", "<b>")]);
  expect((await visitor.post("/prompts/a/edit", Object.fromEntries(again))).status).toBe(303);
  expect((await ask("/api/v1/prompts/a")).body).toMatchObject({ version: 2, title: "Typed <b>", body: typed.body });
  // It is there, and says nothing.
  const paused = [...database.backends(), database.pid()];
  try {
    for (const pid of paused.toReversed()) process.kill(pid, "SIGSTOP");
    await gone();
  } finally {
    for (const pid of paused) process.kill(pid, "SIGCONT");
  }
  await back();
  expect(server.output.stderr).not.toContain(server.adminToken);
}, 60_000);

test("a folder that was removed under a server is told, and nothing is acknowledged that nobody would find again", async () => {
  using folder = tempFolder();
  const data = join(folder.path, "data");
  await using server = await serve(["--data", data]);
  const ask = askerOf(server.url, server.adminToken ?? null);
  const put = (slug: string) => ask(`/api/v1/prompts/${slug}`, { method: "PUT", body: draft(), headers: NEW });
  expect((await put("before")).status).toBe(200);
  renameSync(data, `${data}-elsewhere`);
  expect([(await put("after")).status, (await ask("/readyz")).status]).toEqual([503, 503]);
  renameSync(`${data}-elsewhere`, data);
  expect([(await put("after")).status, (await ask("/readyz")).status]).toEqual([200, 200]);
});
