import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRedactor } from "../../../../src/process/redact/redactor.ts";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const HIDDEN = "[redacted:private-key]";

/** Not random, but it looks so. */
function lettersFrom(seed: number, count: number): string {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return LETTERS[(state >> 12) % 64];
  }).join("");
}

const body = [lettersFrom(1, 64), lettersFrom(2, 64), lettersFrom(3, 64), `${lettersFrom(4, 9)}w==`];
const lines = ["-----BEGIN PRIVATE KEY-----", ...body, "-----END PRIVATE KEY-----"];

const numbered = lines.map((line, at) => `${String(at + 1).padStart(6)}→${line}`).join("\n");
const logged = `{\n  k: ${lines.map((line) => `'${line}\\n'`).join(" +\n    ")}\n}`;
const WRITTEN: readonly (readonly [name: string, text: string])[] = [
  ["as it is", lines.join("\n")],
  ["with CRLF", lines.join("\r\n")],
  ["with numbers and arrows", numbered],
  ["cat -n", lines.map((line, at) => `${String(at + 1).padStart(6)}\t${line}`).join("\n")],
  ["grep -n of a file", lines.map((line, at) => `src/main/keys/server.pem:${at + 1}:${line}`).join("\n")],
  ...["> ", "| ", "# ", "* ", "+", "-", "    ", "12| ", "web-1  | ", "2024-01-01T10:00:00.000Z "].map(
    (prefix) => [`behind "${prefix}"`, lines.map((line) => prefix + line).join("\n")] as const,
  ),
  ["with a colour in each line", lines.map((line) => `\u001b[38;5;208m${line}\u001b[0m`).join("\n")],
  ["console.log", logged],
  ["console.log in colours", logged.replaceAll(/'.*'/g, (text) => `\u001b[32m${text}\u001b[39m`)],
  ["in one line, with spaces", lines.join(" ")],
  ["in one line, without", lines.join("")],
  ["with headers", lines.toSpliced(1, 0, "Proc-Type: 4,ENCRYPTED", "DEK-Info: AES-128-CBC,0123ABCD", "").join("\n")],
  [
    "PGP",
    ["-----BEGIN PGP PRIVATE KEY BLOCK-----", "", ...body, "=aB1c", "-----END PGP PRIVATE KEY BLOCK-----"].join("\n"),
  ],
  ["lines of 76", ["-----BEGIN X PRIVATE KEY-----", lettersFrom(5, 76), lettersFrom(6, 76), lines.at(-1)].join("\n")],
];

function secretsLeft(clean: string): string[] {
  return [...body, lettersFrom(5, 76), lettersFrom(6, 76)].filter((line) => clean.includes(line.slice(-12)));
}

function through(parts: readonly Buffer[]): string {
  const stream = createRedactor([]).bytes();
  return Buffer.concat([...parts.map((part) => stream.push(part)), stream.end()]).toString();
}

describe("a private key", () => {
  const asJson = (text: string) => JSON.stringify(text).slice(1, -1);
  const all = WRITTEN.flatMap(([name, text]) => [
    [name, text] as const,
    [`${name}, in JSON`, asJson(text)] as const,
    [`${name}, in JSON of PHP`, asJson(text).replaceAll("/", "\\/")] as const,
    [`${name}, in JSON twice`, asJson(asJson(text))] as const,
  ]);
  test.each(all)("%s", (_, text) => {
    const bytes = Buffer.from(`see: ${text} "and more"\n`);
    const clean = through([bytes]);
    expect([secretsLeft(clean), clean.split(HIDDEN).length]).toEqual([[], 2]);
    expect(clean).toMatch(/ "and more"\n$/);
    for (let at = 0; at <= bytes.length; at++) expect(through([bytes.subarray(0, at), bytes.subarray(at)])).toBe(clean);
    expect(through([...bytes].map((byte) => Buffer.from([byte])))).toBe(clean);
  });
});

test.each([
  "done\nok 5 tests passed\n",
  "\nand so on: all of it is here\nmore\n",
  "\n$ git log -1\ncommit 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b\n",
  "src/main/java/com/example/application/internationalization\n",
  "==========================================\nresult\n",
  "-----BEGIN CERTIFICATE-----\nnothing\n",
])("what follows a key that was cut stays: %j", (after) => {
  const clean = `${HIDDEN}\n${after}`;
  for (const cut of [2, 3, 4]) {
    const bytes = Buffer.from(`${lines.slice(0, cut).join("\n")}\n${after}`);
    for (let at = 0; at <= bytes.length; at++) expect(through([bytes.subarray(0, at), bytes.subarray(at)])).toBe(clean);
  }
});

test("what is said after a key that was cut waits for no more than its line", () => {
  const stream = createRedactor([]).bytes();
  expect(stream.push(Buffer.from(`${lines.slice(0, 3).join("\n")}\nnow we are waiting\nfor it.`)).toString()).toBe(
    `${HIDDEN}\nnow we are waiting\nfor it.`,
  );
});

test("a key that was cut takes no other value of JSON with it", () => {
  const data = { a: { key: lines.slice(0, 3).join("\n") }, b: `x\n${lettersFrom(7, 64)}` };
  const text = `${JSON.stringify(data)}\n${JSON.stringify({ c: lettersFrom(8, 64) })}\n`;
  const clean = createRedactor([]).text(text);
  expect(
    clean
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual([{ a: { key: HIDDEN }, b: data.b }, { c: lettersFrom(8, 64) }]);
});

test("where it is cut makes no difference to what is hidden", () => {
  const pieces = [
    "\n",
    "\r\n",
    "\\n",
    "\\",
    "/",
    "> ",
    "ab",
    "Ab1=",
    "=",
    "Key: x",
    '"}',
    ...lines,
    "-----",
    "\\u002",
    " ",
  ];
  const texts = fc.array(fc.constantFrom(...pieces), { maxLength: 25 }).map((all) => `${lines[0]}\n${all.join("")}`);
  fc.assert(
    fc.property(texts, fc.nat(), fc.nat(), (text, one, other) => {
      const bytes = Buffer.from(text);
      const [from = 0, to = 0] = [one % bytes.length, other % bytes.length].sort((a, b) => a - b);
      expect(through([bytes.subarray(0, from), bytes.subarray(from, to), bytes.subarray(to)])).toBe(through([bytes]));
    }),
    { numRuns: 1000 },
  );
});
