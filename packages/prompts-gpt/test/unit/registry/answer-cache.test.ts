import { readdirSync, readFileSync, statSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { answersIn } from "../../../src/registry/answer-cache.ts";
import { PromptsGptClient } from "../../../src/registry/client.ts";
import { pack, startRegistry, TOKEN } from "../../support/registry.ts";
import { tempFolder } from "../../support/temp-folder.ts";

const WHO = { apiUrl: "https://registry.test", token: "pgpt_one" };
const ANSWER = { etag: '"1"', text: "{}" };

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

test("what one token was shown, another token and another registry are not", async () => {
  await using folder = await tempFolder();
  answersIn(folder.path, WHO).put("u", ANSWER);
  expect(answersIn(folder.path, WHO).get("u")).toEqual(ANSWER);
  expect(answersIn(folder.path, { ...WHO, token: "pgpt_two" }).get("u")).toBe(undefined);
  expect(answersIn(folder.path, { ...WHO, apiUrl: "https://other.test" }).get("u")).toBe(undefined);
  const [file = ""] = filesIn(folder.path);
  expect([statSync(file).mode & 0o777, statSync(join(file, "..")).mode & 0o777]).toEqual([0o600, 0o700]);
  expect(file).not.toMatch(/pgpt_|registry\.test/);
});

test("answers of more than a month go with the next one, and so do the oldest of too many", async () => {
  await using folder = await tempFolder();
  const other = answersIn(folder.path, { ...WHO, token: "pgpt_two" });
  other.put("old", ANSWER);
  const month = Date.now() / 1000 - 31 * 24 * 3600;
  for (const file of filesIn(folder.path)) utimesSync(file, month, month);
  for (const name of ["a", "b", "c", "d", "e"]) other.put(name, ANSWER);
  for (const [index, file] of filesIn(folder.path).entries()) {
    truncateSync(file, 60 * 1024 * 1024); // it has no blocks
    if (statSync(file).mtimeMs / 1000 > month + 1)
      utimesSync(file, Date.now() / 1000 - index, Date.now() / 1000 - index);
  }
  answersIn(folder.path, WHO).put("new", ANSWER);
  expect(answersIn(folder.path, WHO).get("new")).toEqual(ANSWER);
  expect(filesIn(folder.path).length).toBe(5);
});

/** What somebody, or a disk that was full, may have left in the place of an answer. */
const SPOILT: Readonly<Record<string, (text: string) => string>> = {
  "is cut off": (text) => text.slice(0, text.length / 2),
  "is empty": () => "",
  "is a list": () => "[]",
  "has no text": () => '{"etag":"\\"1\\""}',
  "has an etag that is two headers": (text) => JSON.stringify({ ...JSON.parse(text), etag: '"1"\r\nx: y' }),
  "holds another prompt": (text) => text.replace("Do alpha", "Do evil."),
};

for (const [name, spoil] of Object.entries(SPOILT))
  test(`an answer that ${name} is asked for anew`, async () => {
    await using folder = await tempFolder();
    await using registry = await startRegistry([pack("alpha")]);
    const cache = answersIn(folder.path, { apiUrl: registry.url, token: TOKEN });
    const client = new PromptsGptClient({ apiUrl: registry.url, token: TOKEN, cache });
    const first = await client.pullPrompts();
    const [file = ""] = filesIn(folder.path);
    writeFileSync(file, spoil(readFileSync(file, "utf8")));
    expect(await client.pullPrompts()).toEqual(first);
    registry.requests.length = 0;
    expect(await client.pullPrompts()).toEqual(first);
    expect(registry.requests.map(({ headers }) => headers["if-none-match"] !== undefined)).toEqual([true]);
  });

/** Kept whole, by another version of this program perhaps: not what the route says. */
for (const text of ["<html>", '{"prompts":7}'])
  test(`an answer that was kept and reads ${text} is asked for anew`, async () => {
    await using folder = await tempFolder();
    await using registry = await startRegistry([pack("alpha")]);
    const cache = answersIn(folder.path, { apiUrl: registry.url, token: TOKEN });
    const url = `${registry.url}/api/v1/prompts/alpha`;
    const client = new PromptsGptClient({ apiUrl: registry.url, token: TOKEN, cache });
    const first = await client.getPrompt("alpha");
    cache.put(url, { etag: cache.get(url)?.etag ?? "", text });
    expect(await client.getPrompt("alpha")).toEqual(first);
    expect(registry.requests.length).toBe(3);
  });

test("a cache that cannot be written is no trouble", () => {
  const cache = answersIn("/dev/null/nowhere", WHO);
  cache.put("u", ANSWER);
  expect(cache.get("u")).toBe(undefined);
});
