import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { join } from "node:path";
import { describe, expect, inject, test } from "vitest";
import { DATABASES } from "../support/both.ts";
import { serve } from "../support/command.ts";
import { newDatabase, startPostgres } from "../support/postgres.ts";
import { askerOf, draft, tempFolder } from "../support/registry.ts";

const NEW = { "if-none-match": "*" };
const KILLS = 3;
const WRITERS = 8;
/** Between two kills. */
const WRITES = 40;

for (const kind of DATABASES)
  describe(`with the ${kind} database`, () => {
    test("nothing that was acknowledged is lost when the server is killed among writes", async () => {
      using folder = tempFolder();
      const place =
        kind === "embedded"
          ? ["--data", join(folder.path, "a")]
          : ["--database-url", await newDatabase(inject("postgres"))];
      const acknowledged = new Map<string, number>();
      let token = "";
      let writes = 0;
      for (let kill = 0; kill < KILLS; kill++) {
        const server = await serve(place);
        token = server.adminToken ?? token;
        const ask = askerOf(server.url, token);
        const write = async (slug: string) => {
          for (;;) {
            const version = acknowledged.get(slug) ?? 0;
            const headers: Record<string, string> = version === 0 ? NEW : { "if-match": `"${version}"` };
            const answer = await ask(`/api/v1/prompts/${slug}`, {
              method: "PUT",
              body: draft({ body: `${version + 1}` }),
              headers,
            });
            // The one that was under way at the last kill may be there all the same.
            if (answer.status === 412) acknowledged.set(slug, answer.body["currentVersion"] as number);
            else acknowledged.set(slug, answer.body["version"] as number);
            if (answer.status === 200 && ++writes === WRITES * (kill + 1)) server.child.kill("SIGKILL");
          }
        };
        const writing = Array.from({ length: WRITERS }, (_, at) => write(`p${at}`).catch(() => {})); // the server is gone
        await once(server.child, "close");
        await Promise.all(writing);
      }
      await using server = await serve(place);
      const ask = askerOf(server.url, token);
      expect([...acknowledged.values()].reduce((sum, one) => sum + one, 0)).toBeGreaterThanOrEqual(WRITES * KILLS);
      for (const [slug, version] of acknowledged) {
        const { body } = await ask(`/api/v1/prompts/${slug}?version=${version}`);
        expect([slug, body["version"], body["body"]]).toEqual([slug, version, `${version}`]);
        const { versions } = (await ask(`/api/v1/prompts/${slug}/versions`)).body as {
          versions: { version: number }[];
        };
        expect(versions.map((one) => one.version)).toEqual(
          Array.from({ length: versions.length }, (_, at) => versions.length - at),
        );
      }
    }, 90_000);
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
  await database.stop();
  await gone();
  await database.start();
  await back();
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
