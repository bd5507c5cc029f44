import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, inject, test } from "vitest";
import { backup } from "../../src/store/backup.ts";
import type { Database } from "../../src/store/database.ts";
import { openEmbedded } from "../../src/store/embedded.ts";
import { openStore } from "../../src/store/store.ts";
import { DATABASES } from "../support/both.ts";
import { command, type Registry, serve } from "../support/command.ts";
import { newDatabase } from "../support/postgres.ts";
import { askerOf, draft, tempFolder } from "../support/registry.ts";

const NEW = { "if-none-match": "*" };

/** Two prompts, one of them with two versions and a label, one archived. */
async function fill({ url, adminToken }: Registry) {
  const ask = askerOf(url, adminToken ?? null);
  const put = (slug: string, fields: object, headers: Record<string, string> = NEW) =>
    ask(`/api/v1/prompts/${slug}`, { method: "PUT", body: draft(fields), headers });
  await put("alpha", {
    title: 'A "title": with signs',
    description: "one\u2028line",
    body: "one\r\n---\nno end",
    tags: ["ünïcode"],
  });
  await put("alpha", { body: "two", variables: { area: { type: "enum", enum: ["a"] } } }, { "if-match": '"1"' });
  await put("beta", { body: "archived" });
  await ask("/api/v1/prompts/alpha/labels/production", { method: "PUT", body: { version: 1 } });
  await ask("/api/v1/prompts/beta", { method: "DELETE", headers: { "if-match": '"1"' } });
  return ask;
}

for (const kind of DATABASES)
  describe(`with the ${kind} database`, () => {
    const placeFor = async (folder: string) =>
      kind === "embedded" ? ["--data", folder] : ["--database-url", await newDatabase(inject("postgres"))];

    test("a backup of a server that serves, restored elsewhere, answers the same to the same token", async () => {
      using folder = tempFolder();
      const [from, to] = [await placeFor(join(folder.path, "a")), await placeFor(join(folder.path, "b"))];
      const file = join(folder.path, "registry.gz");
      const paths = [
        "/api/v1/prompts?q=two",
        "/api/v1/prompts/alpha?label=production",
        "/api/v1/prompts/alpha/versions",
      ];
      let before: string[];
      let token: string;
      {
        await using server = await serve(from);
        const ask = await fill(server);
        token = server.adminToken ?? "";
        expect(await command("backup", file, ...from)).toMatchObject({ code: 0, stderr: "" });
        before = await Promise.all(paths.map(async (path) => (await ask(path)).text));
      }
      expect(await command("restore", file, ...to)).toMatchObject({ code: 0, stderr: "" });
      expect((await command("restore", file, ...to)).code).toBe(2);
      await using server = await serve(to);
      expect(server.adminToken).toBe(undefined);
      const ask = askerOf(server.url, token);
      expect(await Promise.all(paths.map(async (path) => (await ask(path)).text))).toEqual(before);
      const next = await ask("/api/v1/prompts/alpha", { method: "PUT", body: draft(), headers: { "if-match": '"2"' } });
      expect([next.status, next.body["version"]]).toEqual([200, 3]);
    });

    test("what is exported is the same after an import, and an import adds no more the second time", async () => {
      using folder = tempFolder();
      const [from, to] = [await placeFor(join(folder.path, "a")), await placeFor(join(folder.path, "b"))];
      const [first, second] = [join(folder.path, "first"), join(folder.path, "second")];
      {
        await using server = await serve(from);
        await fill(server);
        expect(await command("export", first, ...from)).toMatchObject({ code: 0, stderr: "" });
      }
      await using server = await serve(to);
      expect((await command("import", first, ...to)).stdout).toContain("3 versions were added, of 2 prompts");
      expect((await command("import", first, ...to)).stdout).toContain("0 versions were added");
      expect(await command("export", second, ...to)).toMatchObject({ code: 0, stderr: "" });
      for (const file of ["alpha/1.md", "alpha/2.md", "alpha/prompt.json", "beta/1.md", "beta/prompt.json"])
        expect(readFileSync(join(second, "prompts", file), "utf8")).toBe(
          readFileSync(join(first, "prompts", file), "utf8"),
        );
      expect((await askerOf(server.url, server.adminToken ?? null)("/api/v1/prompts/beta")).status).toBe(404);
    });
  });

test("an export writes through no link: neither a file's, nor a prompt's folder, nor that of all", async () => {
  using folder = tempFolder();
  const place = ["--data", join(folder.path, "data")];
  const outside = join(folder.path, "outside");
  await using server = await serve(place);
  await fill(server);
  for (const link of ["prompts", "prompts/alpha", "prompts/beta/1.md", "prompts/.gitattributes"]) {
    const to = join(folder.path, link.replaceAll("/", "-"));
    mkdirSync(dirname(join(to, link)), { recursive: true });
    symlinkSync(outside, join(to, link));
    const { code, stderr } = await command("export", to, ...place);
    expect([link, code, stderr]).toEqual([link, 2, expect.stringContaining(`try: rm ${join(to, link)}`)]);
    expect([link, existsSync(outside)]).toEqual([link, false]);
  }
});

test("an import that says something else of a version that is there changes nothing", async () => {
  using folder = tempFolder();
  const place = ["--data", join(folder.path, "a")];
  const out = join(folder.path, "out");
  await using server = await serve(place);
  const ask = await fill(server);
  await command("export", out, ...place);
  const file = join(out, "prompts/alpha/1.md");
  writeFileSync(file, readFileSync(file, "utf8").replace("one", "other"));
  const { code, stderr } = await command("import", out, ...place);
  expect([code, stderr]).toEqual([1, expect.stringContaining("Version 1 is there already")]);
  expect((await ask("/api/v1/prompts/alpha?version=1")).body["body"]).toContain("one");
});

test("what stands in a folder and is no prompt is said by its name, and nothing is added", async () => {
  using folder = tempFolder();
  const place = ["--data", join(folder.path, "a")];
  for (const [name, write] of [
    ["prompt.json", (at: string) => writeFileSync(join(at, "prompt.json"), "{broken")],
    ["prompt.json", (at: string) => writeFileSync(join(at, "prompt.json"), "null")],
    ["1.md", (at: string) => mkdirSync(join(at, "1.md"))],
    ["alpha", () => {}],
  ] as const) {
    const at = join(folder.path, "in/prompts/alpha");
    rmSync(at, { recursive: true, force: true });
    mkdirSync(at, { recursive: true });
    write(at);
    const { code, stderr } = await command("import", join(folder.path, "in"), ...place);
    expect([code, stderr]).toEqual([4, expect.stringMatching(`${name} is n.*\n  try: `)]);
  }
});

test("a command that cannot do what it was told says what to type", async () => {
  using folder = tempFolder();
  const place = ["--data", join(folder.path, "a")];
  const cases: readonly (readonly [code: number, said: RegExp, ...args: string[]])[] = [
    [2, /no registry in/, "backup", join(folder.path, "b.gz"), ...place],
    [2, /no registry in/, "export", join(folder.path, "out"), ...place],
    [2, /"b"/, "backup", "a", "b", ...place],
    [2, /"other"/, "serve", "other", ...place],
    [2, /no folder/, "token", "list", "--data", ""],
    [2, /scope/, "token", "create", "--scope", "root", ...place],
    [2, /over already/, "token", "create", "--expires", "2020-01-01", ...place],
    [2, /by its id/, "token", "revoke", "pgpt_a-secret", ...place],
    [1, /EEXIST|ENOTDIR/, "token", "list", "--data", import.meta.filename],
  ];
  for (const [code, said, ...args] of cases) {
    const ended = await command(...args);
    expect([args, ended.code, ended.stderr]).toEqual([args, code, expect.stringMatching(said)]);
    expect(ended.stderr).toMatch(/\n {2}try: .+\n$/);
    expect(ended.stderr).not.toContain("a-secret");
  }
});

test("a backup asks for no more at once than an answer can hold", async () => {
  using folder = tempFolder();
  const database = await openEmbedded(join(folder.path, "database"));
  const store = await openStore(database);
  const author = { projectId: (await store.projects.first()).id, tokenId: null, name: "test" };
  const put = { draft: draft({ body: "a".repeat(1_000_000) }), made: { from: "nothing" } } as const;
  for (let at = 0; at < 12; at++) await store.prompts.put(author, `p${at}`, put);
  const sizes: number[] = [];
  const query: Database["query"] = async <Row extends object>(statement: string, values?: readonly unknown[]) => {
    const rows = await database.query<Row>(statement, values);
    sizes.push(JSON.stringify(rows).length);
    return rows;
  };
  let versions = 0;
  for await (const line of backup({ ...database, query })) if (line.startsWith('{"table":"prompt_version"')) versions++;
  expect(versions).toBe(12);
  expect(Math.max(...sizes)).toBeLessThan(6_000_000);
  await database.close();
});

test("half a backup is not restored", async () => {
  using folder = tempFolder();
  const file = join(folder.path, "registry.gz");
  const url = await newDatabase(inject("postgres"));
  await using server = await serve([], { PROMPTS_GPT_REGISTRY_DATABASE_URL: url });
  await fill(server);
  await command("backup", file, "--database-url", url);
  const lines = gunzipSync(readFileSync(file)).toString().split("\n");
  for (const [name, bytes] of [
    ["without its end", gzipSync(lines.slice(0, -2).join("\n"))],
    ["without a row", gzipSync(lines.toSpliced(2, 1).join("\n"))],
    ["with a row behind its end", gzipSync([...lines.slice(0, -1), lines[1]].join("\n"))],
    [
      "with a row that does not fit",
      gzipSync(lines.map((line) => line.replace('"scope":"admin"', '"scope":"root"')).join("\n")),
    ],
    ["cut", readFileSync(file).subarray(0, -20)],
    ["of something else", gzipSync('{"a":1}\n')],
  ] as const) {
    writeFileSync(file, bytes);
    const place = ["--database-url", await newDatabase(inject("postgres"))];
    const { code, stderr } = await command("restore", file, ...place);
    expect([name, code, stderr]).toEqual([name, 2, expect.stringMatching(/no whole backup|cannot be read/)]);
    await using empty = await serve(place);
    expect(empty.adminToken).toMatch(/^pgpt_/);
  }
});

test("tokens and projects by the command, while the server runs and when it does not", async () => {
  using folder = tempFolder();
  const place = ["--data", join(folder.path, "a")];
  let token = "";
  {
    await using server = await serve(place);
    token = (
      await command("token", "create", "--name", "ci", "--scope", "write", "--expires", "90d", ...place)
    ).stdout.trim();
    const ask = askerOf(server.url, token);
    expect((await ask("/api/v1/prompts")).status).toBe(200);
    const other = (await command("project", "create", "website", ...place)).stdout.trim();
    expect((await askerOf(server.url, other)("/api/v1/project")).body["brandName"]).toBe("website");
    const inOther = (await command("token", "list", "--project", "website", ...place)).stdout;
    expect(inOther).toContain("administrator");
    const id = /^(\S+) .* ci /m.exec((await command("token", "list", ...place)).stdout)?.[1] ?? "";
    expect((await command("token", "revoke", id, ...place)).code).toBe(0);
    expect((await ask("/api/v1/prompts")).status).toBe(401);
  }
  token = (await command("token", "create", ...place)).stdout.trim();
  await using server = await serve(place);
  expect((await askerOf(server.url, token)("/api/v1/prompts")).status).toBe(200);
  expect(existsSync(join(folder.path, "a/database"))).toBe(true);
});
