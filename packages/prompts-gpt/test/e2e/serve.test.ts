import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { tempProject, until } from "../support/project.ts";
import { tempFolder } from "../support/temp-folder.ts";

const CONNECTIONS = join(import.meta.dirname, "../support/connections.mjs");
const dist = join(import.meta.dirname, "../../dist");

test("a registry of one's own: set up, published to, synced and compared with, until it is told to stop", async () => {
  const drafts = { prompts: [{ slug: "tidy", title: "Tidy up", body: "Tidy src.\n" }] };
  const access = { read: [], write: [], full: [] };
  const echo = `process.stdout.write(${JSON.stringify(JSON.stringify(drafts))})`;
  const writer = { command: process.execPath, args: ["-e", echo], prompt: "stdin", output: "text", access };
  await using project = await tempProject({
    ".prompts-gpt/config.local.json": JSON.stringify({ customProviders: { writer } }),
  });
  await project.write("connections", "");
  const watched = { NODE_OPTIONS: `--import=${CONNECTIONS}`, CONNECTIONS_LOG: project.at("connections") };
  const args = ["serve", "--host", "127.0.0.1", "--port", "0", "--data", "kept", "--json"];
  const server = project.start(args, { env: { ...project.env, ...watched } });
  await until(() => server.output.stdout.includes("\n"));
  const { url, adminToken } = JSON.parse(server.output.stdout) as { url: string; adminToken: string };

  const init = await project.start(["init", "--api-url", url, "--token-stdin"], { stdin: adminToken }).ended;
  expect([init.exitCode, init.stderr]).toEqual([0, ""]);
  await project.write(".prompts-gpt/review.md", "---\nslug: review\ntitle: Review\n---\nLook at {{area}}.\n");
  const pushed = await project.cli("push", "--yes", "--json");
  expect([pushed.exitCode, pushed.stderr]).toEqual([0, ""]);
  for (const again of [[], ["--check"]]) {
    const synced = await project.cli("sync", "--targets", "", ...again);
    expect([synced.exitCode, synced.stderr]).toEqual([0, ""]);
  }
  await project.write(".prompts-gpt/review.md", "---\nslug: review\ntitle: Review\n---\nLook at {{area}} again.\n");
  expect((await project.cli("diff", "--remote")).stdout).toContain("+Look at {{area}} again.");
  const made = await project.cli("generate", "--local", "--agent", "writer", "--goal", "Tidy");
  expect([made.exitCode, made.stdout]).toEqual([0, "Wrote .prompts-gpt/tidy.md\n"]);
  expect((await project.cli("push", "--yes")).exitCode).toBe(0);
  const kept = await fetch(`${url}/api/v1/prompts?q=tidy`, { headers: { authorization: `Bearer ${adminToken}` } });
  expect(await kept.json()).toMatchObject({ prompts: [{ slug: "tidy", version: 1, source: "generated" }] });

  server.child.kill("SIGTERM");
  expect((await server.ended).exitCode).toBe(0);
  expect(existsSync(project.at("kept/database"))).toBe(true);
  expect(readFileSync(project.at("connections"), "utf8")).toBe(""); // it is spoken to, and speaks to nobody
}, 60_000);

const WRONG: readonly (readonly [string[], exitCode: number, said: string])[] = [
  [["--host", "0.0.0.0", "--data", "d"], 2, "--public-url"],
  [["--public-url", "https://a.example/path", "--trust-proxy", "--data", "d"], 2, "--public-url takes"],
  [["--tls-cert", "no.pem", "--data", "d"], 2, "--tls-cert and --tls-key go together"],
  [["--tls-cert", "no.pem", "--tls-key", "no.key", "--port", "0", "--data", "d"], 2, "no.pem"],
  [["--database-url", "postgres://127.0.0.1:1/none"], 1, "does not answer"],
  [["--data", "d", "--", "--log-level", "loud"], 2, "--log-level takes"],
];
for (const [args, exitCode, said] of WRONG)
  test(`serve ${args.join(" ")} ends with ${exitCode}, and says what to type`, async () => {
    await using project = await tempProject({});
    const ended = await project.cli("serve", ...args);
    expect([ended.exitCode, ended.stderr]).toEqual([exitCode, expect.stringContaining(said)]);
    expect(ended.stderr).toContain("try: ");
  });

test("a registry in the folder that it is started in is not the one that is started", async () => {
  await using folder = await tempFolder({});
  cpSync(dist, folder.at("installed/node_modules/prompts-gpt/dist"), { recursive: true });
  cpSync(join(dist, "../package.json"), folder.at("installed/node_modules/prompts-gpt/package.json"));
  const planted = folder.at("project/node_modules/@prompts-gpt/registry");
  mkdirSync(join(planted, "dist"), { recursive: true });
  writeFileSync(join(planted, "package.json"), '{ "name": "@prompts-gpt/registry", "type": "module" }');
  writeFileSync(join(planted, "dist/main.js"), 'console.log("planted")');
  const command = folder.at("installed/node_modules/prompts-gpt/dist/cli/bin.cjs");
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, "serve"], {
    cwd: folder.at("project"),
    env: { PATH: process.env["PATH"], HOME: folder.at("home") },
    encoding: "utf8",
  });
  expect([status, stdout]).toEqual([2, ""]);
  expect(stderr).toContain("npx @prompts-gpt/registry");
});
