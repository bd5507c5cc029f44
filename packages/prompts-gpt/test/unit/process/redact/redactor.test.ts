import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRedactor } from "../../../../src/process/redact/redactor.ts";
import { secretsIn } from "../../../../src/process/redact/secrets.ts";
import { encoded } from "../../../support/leaks.ts";

/** Long and strange enough not to come about by chance. */
const secret = fc
  .string({ unit: fc.constantFrom(...Array.from('aB3/+=&%"\\ é😀\n-_.$')), minLength: 12, maxLength: 60 })
  .map((text) => `x${text}x7`);
const noise = fc.string({ unit: "grapheme", maxLength: 40 });

/** Pieces of a buffer, cut at these places. */
function pieces(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((from, index) => bytes.subarray(from, places[index] ?? bytes.length));
}

function through(redactor: ReturnType<typeof createRedactor>, parts: readonly Buffer[]): Buffer {
  const stream = redactor.bytes();
  return Buffer.concat([...parts.map((part) => stream.push(part)), stream.end()]);
}

const cuts = fc.array(fc.nat(), { maxLength: 30 });

test("no form of a secret gets through, however it is cut", () => {
  fc.assert(
    fc.property(secret, noise, noise, cuts, (value, before, after, places) => {
      const redactor = createRedactor([{ name: "S", value }]);
      for (const [name, form] of encoded(value)) {
        const clean = through(redactor, pieces(Buffer.from(before + form + after), places)).toString("utf8");
        expect(clean.includes(form), `${name} of ${JSON.stringify(value)}`).toBe(false);
        expect(clean).toContain("[redacted:S]");
      }
    }),
  );
});

test("split at every byte", () => {
  const value = 'p@ss/w0rd"\\é😀';
  const redactor = createRedactor([{ name: "S", value }]);
  const all = Buffer.from([...encoded(value).values()].join(" "));
  for (let at = 0; at <= all.length; at++)
    expect(through(redactor, [all.subarray(0, at), all.subarray(at)]).toString()).toMatch(/^\[redacted:S\]/);
  const single = [...all].map((byte) => Buffer.from([byte]));
  for (const [name, form] of encoded(value)) expect(through(redactor, single).toString(), name).not.toContain(form);
});

/** What other programs than ours write for this value, as they wrote it. */
test.each([
  ["Python, quote", "p%40ss/w0rd%20~%2B%3D%3C%26%27%2A%21"],
  ["Python, quote_plus", "p%40ss%2Fw0rd+~%2B%3D%3C%26%27%2A%21"],
  ["URLSearchParams", "p%40ss%2Fw0rd+%7E%2B%3D%3C%26%27*%21"],
  ["PHP, urlencode", "p%40ss%2Fw0rd+%7E%2B%3D%3C%26%27%2A%21"],
  ["new URL().password", "p%40ss%2Fw0rd%20~+%3D%3C&'*!"],
  ["encodeURI", "p@ss/w0rd%20~+=%3C&'*!"],
  ["encodeURIComponent in small letters", "p%40ss%2fw0rd%20~%2b%3d%3c%26'*!"],
  ["Go, JSON", "p@ss/w0rd ~+=\\u003c\\u0026'*!"],
  ["Gson", "p@ss/w0rd ~+\\u003d\\u003c\\u0026\\u0027*!"],
  [".NET, JSON", "p@ss/w0rd ~\\u002B=\\u003C\\u0026\\u0027*!"],
  ["PHP, JSON", "p@ss\\/w0rd ~+=<&'*!"],
  ["PHP, JSON twice", "p@ss\\\\/w0rd ~+=<&'*!"],
])("as written by %s", (_, written) => {
  const redactor = createRedactor([{ name: "S", value: "p@ss/w0rd ~+=<&'*!" }]);
  expect(redactor.text(`"${written}"`)).toBe('"[redacted:S]"');
});

test("as written by what is at hand, whatever the value", () => {
  const signs = fc.constantFrom(...Array.from("aB3/+=&%\"\\ é~!*'()<>?#@:;,$[]{}^|`_.-"));
  fc.assert(
    fc.property(fc.string({ unit: signs, minLength: 12, maxLength: 40 }), (text) => {
      const value = `x${text}x7`;
      const redactor = createRedactor([{ name: "S", value }]);
      const url = new URL("https://u@h/");
      url.password = value;
      const forms = [url.password, encodeURI(value), new URLSearchParams({ v: value }).toString().slice(2)];
      for (const form of forms) expect(redactor.text(`<${form}>`)).toBe("<[redacted:S]>");
    }),
  );
});

describe("a secret in base64 or hex, broken into lines", () => {
  const value = "c4nary/Key+one?&=é, and some more of it";
  const forms = [...encoded(value)].filter(([name]) => /^(?:base64|hex|HEX)/.test(name));
  const ends = ["\n", "\r\n", "\\n", "\\r\\n", "\\\\n", "\n+", "\n-", "\n ", "\\n+"];
  test.each(forms)("%s", (_, form) => {
    const redactor = createRedactor([{ name: "S", value }]);
    for (const end of ends)
      for (let at = 1; at < form.length; at++)
        for (const before of ["", "-"])
          expect(redactor.text(`${before}${form.slice(0, at)}${end}${form.slice(at)}.`)).toBe(`${before}[redacted:S].`);
  });

  test("wherever the stream is cut", () => {
    const file = `FIRST=${"x".repeat(40)}\nSECOND=${value}\n`;
    const wrapped = (width: number) =>
      Buffer.from(file)
        .toString("base64")
        .replaceAll(new RegExp(`.{${width}}`, "g"), "$&\n");
    for (const width of [64, 76, 20, 1]) {
      const bytes = Buffer.from(wrapped(width));
      const redactor = createRedactor([{ name: "S", value }]);
      const clean = redactor.text(bytes.toString());
      expect(clean).toMatch(/^[\w=+/\n]+\[redacted:S\][\w=+/\n]+$/);
      for (let at = 0; at <= bytes.length; at++)
        expect(through(redactor, [bytes.subarray(0, at), bytes.subarray(at)]).toString()).toBe(clean);
    }
  });

  test("and not anything else", () => {
    const redactor = createRedactor([{ name: "S", value: "abcdefghij" }]);
    const text = "abc\ndefghij YWJj\n\nZGVmZ2hpag== YWJj\\tZGVmZ2hpag==";
    expect(redactor.text(text)).toBe(text);
  });
});

test("bytes without a secret pass as they are, however they are cut", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), cuts, (array, places) => {
      const bytes = Buffer.from(array);
      expect(through(createRedactor([{ name: "S", value: "not in there at all" }]), pieces(bytes, places))).toEqual(
        bytes,
      );
    }),
  );
});

test("where it is cut makes no difference", () => {
  const value = "aabaabaaab";
  const letters = fc.string({ unit: fc.constantFrom(...Array.from("aabb-skeyJ. \n")), maxLength: 300 });
  fc.assert(
    fc.property(letters, cuts, (text, places) => {
      const redactor = createRedactor([{ name: "S", value }]);
      const bytes = Buffer.from(text);
      expect(through(redactor, pieces(bytes, places))).toEqual(through(redactor, [bytes]));
    }),
  );
});

test("what surrounds a secret stays, and each is counted by its name", () => {
  const redactor = createRedactor(secretsIn({ A_TOKEN: "abcdefgh", B_TOKEN: "ijklmnop" }));
  expect(redactor.text("1 abcdefgh 2 ijklmnop 3 abcdefgh 4")).toBe(
    "1 [redacted:A_TOKEN] 2 [redacted:B_TOKEN] 3 [redacted:A_TOKEN] 4",
  );
  expect(redactor.counts()).toEqual({ total: 3, byName: { A_TOKEN: 2, B_TOKEN: 1 } });
});

test("of two secrets at one place the longer", () => {
  const redactor = createRedactor(secretsIn({ A_TOKEN: "abcdefgh", B_TOKEN: "abcdefghijkl" }));
  expect(redactor.text("abcdefghijkl abcdefghi")).toBe("[redacted:B_TOKEN] [redacted:A_TOKEN]i");
});

test("names of keys too, and nothing but texts is changed", () => {
  const redactor = createRedactor(secretsIn({ A_TOKEN: "abcdefgh" }));
  const data = { abcdefgh: ["in abcdefgh", 1, null, true], other: { deep: "abcdefgh" } };
  expect(redactor.deep(data)).toEqual({
    "[redacted:A_TOKEN]": ["in [redacted:A_TOKEN]", 1, null, true],
    other: { deep: "[redacted:A_TOKEN]" },
  });
});

describe("formats that are known", () => {
  const random = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0";
  const key = `-----BEGIN RSA PRIVATE KEY-----\nMII${random}\n${random}==\n-----END RSA PRIVATE KEY-----\n`;
  test.each([
    ["OpenAI", `sk-proj-${random}`],
    ["Anthropic", `sk-ant-api03-${random}`],
    ["GitHub", `ghp_${random}`],
    ["GitHub, fine-grained", `github_pat_${random}`],
    ["AWS", "AKIAIOSFODNN7EXAMPLE"],
    ["Slack", `xoxb-123456789012-${random}`],
    ["Google", `AIza${random.slice(0, 35)}`],
    ["Stripe", `sk_live_${random}`],
    ["prompts-gpt", `pgpt_${random}`],
    ["JWT", `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.${random}`],
    ["PEM", key.trim()],
    ["PEM in JSON", JSON.stringify(key.trim()).slice(1, -1)],
    ["PEM, cut", key.slice(0, 70)],
  ])("%s", (_, token) => {
    for (let at = 0; at <= token.length; at++) {
      const bytes = Buffer.from(`"task: ${token}", and more`);
      const clean = through(createRedactor([]), [bytes.subarray(0, at + 7), bytes.subarray(at + 7)]).toString();
      expect(clean).not.toContain(token.slice(-12).trim());
      expect(clean).toMatch(/^"task: \[redacted:[a-z-]+\].*, and more$/s);
    }
  });

  test.each([
    "task-runner-configuration-something-2024",
    "disk-usage-of-the-last-100-days-in-a-row",
    "a line of ---------------------------------- dashes",
    "-----BEGIN CERTIFICATE-----\nMIIabcdefghijklmnop\n-----END CERTIFICATE-----",
    "the line -----BEGIN PRIVATE KEY----- is the first one",
    "eyJ2ZXJzaW9uIjozLCJzb3VyY2VzIjpbImEudHMiXX0=",
    "AKIA is a prefix, and so is ghp_",
  ])("none: %s", (text) => {
    expect(createRedactor([]).text(text)).toBe(text);
  });
});

test("an endless token is swallowed, and what follows it stays", () => {
  const stream = createRedactor([]).bytes();
  const clean = [stream.push(Buffer.from("see ghp_"))];
  for (let i = 0; i < 100; i++) clean.push(stream.push(Buffer.from("a1".repeat(5000))));
  clean.push(stream.push(Buffer.from(" done")), stream.end());
  expect(Buffer.concat(clean).toString()).toBe("see [redacted:ghp-token] done");
});

test.each(["\\\\", "\\n", "-----BEGIN PRIVATE KEY-----\\n", "-----BEGIN PRIVATE KEY-----\\\\"])(
  "%j without end is not held back",
  (text) => {
    const stream = createRedactor([{ name: "S", value: "not in there at all" }]).bytes();
    for (let i = 0; i < 100; i++) stream.push(Buffer.from(`bm${text.repeat(300)}`));
    expect(stream.held()).toBeLessThan(20_000);
  },
);

test("configured patterns, in whole texts and in pieces", () => {
  const redactor = createRedactor([], ["CUST-\\d{6}"]);
  const pieces = redactor.texts();
  expect(redactor.text("for CUST-123456 only")).toBe("for [redacted:pattern-1] only");
  const said = ["for CUS", "T-123", "456 and\nmo", "re"].map((text) => pieces.push(text));
  expect([...said, pieces.end()].join("")).toBe("for [redacted:pattern-1] and\nmore");
});

test("in a pattern ^ and $ are the ends of a line", () => {
  const redactor = createRedactor([], ["^id .*$"]);
  const pieces = redactor.texts();
  const text = "an id 1\nid 2 of it\r\nid 3";
  const clean = "an id 1\n[redacted:pattern-1]\r\n[redacted:pattern-1]";
  expect([redactor.text(text), Array.from(text, (letter) => pieces.push(letter)).join("") + pieces.end()]).toEqual([
    clean,
    clean,
  ]);
});

test("a line without end does not fill the memory, pattern or not", () => {
  const pieces = createRedactor([], ["CUST-\\d{6}"]).texts();
  let length = 0;
  for (let i = 0; i < 1000; i++) length += pieces.push("x".repeat(1000)).length;
  expect(length).toBeGreaterThan(980_000);
});
