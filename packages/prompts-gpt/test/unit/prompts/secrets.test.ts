import { describe, expect, test } from "vitest";
import { secretFindings } from "../../../src/prompts/secrets.ts";
import { validateLibrary } from "../../../src/prompts/validate.ts";
import { tempFolder } from "../../support/temp-folder.ts";

const letters = "lWx8JkVw7IjUv6HiTu5GhSt4FgRs3EfQr2DePq1CdOp0BcNo9AbMn8ZaLm7YzKl6";
const some = (length: number) => letters.slice(0, length);

async function kindsIn(text: string): Promise<(readonly [string, number | undefined])[]> {
  await using folder = await tempFolder({ ".prompts-gpt/a.md": text });
  const findings = await secretFindings(folder.at(".prompts-gpt/a.md"), { root: folder.path });
  for (const { message, fix } of findings) expect(message + fix).not.toContain(letters.slice(0, 8));
  return findings.map(({ message, line }) => [/\((.*)\)/.exec(message)?.[1] ?? message, line] as const);
}

describe("what is found, by its kind and line alone", () => {
  for (const [secret, kind] of [
    [`ghp_${some(36)}`, "github token"],
    [`sk-ant-api03-${some(60)}${some(33)}-${some(6)}AA`, "anthropic api key"],
    [`npm_${some(36)}`, "npm access token"],
    [`xoxb-123456789012-${some(24)}`, "slack token"],
    [`postgres://app:${some(12)}@db.internal:5432/shop`, "postgre sqlconnection"],
    [`https://ada:${some(12)}@shop.acme.io/`, "basic auth"],
    [`-----BEGIN RSA PRIVATE KEY-----\n${some(64)}\n${some(64)}\n-----END RSA PRIVATE KEY-----`, "private key"],
    [`  -----BEGIN PRIVATE KEY-----\n  ${some(64)}\n  ${some(40)}`, "private key"],
    // Secretlint has no rule for these, or none that is on.
    [`sk_live_${some(24)}`, "sk live token"],
    [`AIza${some(35)}`, "aiza token"],
    [`hf_${some(34)}`, "hf token"],
    [`AKIA${"QWERTYUIOPASDFGH"}`, "akia token"],
    [`pgpt_${some(24)}`, "pgpt token"],
    [`eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.${some(43)}`, "jwt"],
  ] as const)
    test(kind, async () => expect(await kindsIn(`# Do it\n\nUse ${secret}\nfor that.\n`)).toEqual([[kind, 3]]));
});

describe("what is none", () => {
  for (const text of [
    "Say what ghp_ and sk- tokens are, and why `risk-averse-people-of-2024` is none.",
    "postgres://{{user}}:{{password}}@db/shop, mysql://root:${PASSWORD}@db/shop, https://ada:$TOKEN@host/",
    "https://user:pass@example.com/ and https://user:pass@api.example.org",
    "AKIAIOSFODNN7EXAMPLE",
    `hf_${some(34)} <!-- secretlint-disable-line -->`,
    `ghp_${some(36)} <!-- secretlint-disable-line -->`,
    `<!-- secretlint-disable-next-line -->\nghp_${some(36)}`,
  ])
    test(text.replaceAll(letters.slice(0, 8), "…"), async () =>
      expect(await kindsIn(`# Do it\n\n${text}\n`)).toEqual([]),
    );
});

test("an address for documents hides no secret that stands behind it", async () => {
  expect(await kindsIn(`https://user:pass@example.com/ hf_${some(34)}\n`)).toEqual([["hf token", 1]]);
});

test("each line and kind once, in order", async () => {
  const hf = `hf_${some(34)}`;
  expect(await kindsIn(`${hf} ${hf}\nghp_${some(36)}\n${hf}\n`)).toEqual([
    ["hf token", 1],
    ["github token", 2],
    ["hf token", 3],
  ]);
});

test("validate looks into a file with a broken header too, and into no file that cannot be read", async () => {
  await using folder = await tempFolder({
    ".prompts-gpt/a.md": `---\ntitle: A\n---\nghp_${some(36)}\n`,
    ".prompts-gpt/b.md": new Uint8Array([0xff, 0xfe]),
  });
  expect((await validateLibrary(folder.path)).map(({ file, line, code }) => [file, line, code])).toEqual([
    [".prompts-gpt/a.md", 1, "prompt.missing-slug"],
    [".prompts-gpt/a.md", 4, "prompt.secret"],
    [".prompts-gpt/b.md", undefined, "prompt.unreadable"],
  ]);
});
