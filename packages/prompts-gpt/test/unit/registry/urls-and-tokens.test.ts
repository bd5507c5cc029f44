import { expect, test } from "vitest";
import type { UserError } from "../../../src/errors.ts";
import { checkApiUrl } from "../../../src/registry/api-url.ts";
import { type CredentialSources, resolveCredentials } from "../../../src/registry/resolve-credentials.ts";
import { checkToken } from "../../../src/registry/token.ts";

const TOKEN = "pgpt_0123456789abcdef";
const OTHER = "pgpt_other";

function thrown(act: () => unknown): UserError {
  try {
    act();
  } catch (error) {
    return error as UserError;
  }
  throw new Error("nothing was thrown");
}

for (const [text, url = text] of [
  ["https://prompts-gpt.com"],
  ["https://prompts-gpt.com/", "https://prompts-gpt.com"],
  ["HTTPS://Prompts-GPT.com:443//", "https://prompts-gpt.com"],
  ["https://example.org:8443/registry/", "https://example.org:8443/registry"],
  ["https://10.0.0.1"],
  ["http://localhost:3000"],
  ["http://LOCALHOST", "http://localhost"],
  ["http://127.0.0.1:80", "http://127.0.0.1"],
  ["http://127.255.255.254:1"],
  ["http://127.1", "http://127.0.0.1"],
  ["http://0x7f000001/", "http://127.0.0.1"],
  ["http://[::1]:3000"],
  ["http://[0:0:0:0:0:0:0:1]", "http://[::1]"],
] as const)
  test(`${text} is allowed`, () => expect(checkApiUrl(text, "--api-url")).toBe(url));

for (const text of [
  "http://example.com",
  "http://localhost.evil.com",
  "http://localhost@evil.com",
  "http://127.0.0.1@evil.com",
  "http://0.0.0.0",
  "http://0",
  "http://127.0.0.1.evil.com",
  "http://127.evil.com",
  "http://1127.0.0.1.com",
  "http://[::]",
  "http://[::ffff:127.0.0.1]",
  "http://[::2]",
  "http://10.0.0.1",
  "http://localhost.",
  "http://xlocalhost",
  "https://user:secret@example.org",
  "https://secret@example.org",
  "https://a:@example.org",
  "http://u:secret@localhost",
  "https://example.org?x=secret",
  "https://example.org/#secret",
  "https://example.org\\@evil.com",
  "https:\\\\evil.com",
  "",
  "https://",
  "https:///evil.com",
  "https:evil.com",
  "//evil.com",
  "evil.com",
  "ftp://localhost",
  "file:///etc/passwd",
  "javascript:secret",
  "ws://localhost",
  " https://evil.com",
  "https://evil.com\n",
  "https://ev\til.com",
  "https://prompts-ɡpt.com",
  TOKEN,
  `https://${TOKEN}@example.org`,
  `http://${TOKEN}.example.org`,
  `ftp://${TOKEN}`,
  "https://exa mple.org",
  "https://[::1",
])
  test(`${JSON.stringify(text)} is refused, and nothing secret in it is repeated`, () => {
    const error = thrown(() => checkApiUrl(text, "--api-url"));
    expect([error.name, error.exitCode]).toEqual(["ConfigError", 2]);
    expect(`${error.message} ${error.fix}`).not.toMatch(/secret|0123456789abcdef/);
    expect(error.message).toContain("--api-url");
  });

for (const [what, token] of [
  ["empty", ""],
  ["another prefix", "sk-0123456789abcdef"],
  ["in capitals", TOKEN.toUpperCase()],
  ["the prefix alone", "pgpt_"],
  ["257 characters", "pgpt_".padEnd(257, "x")],
  ["a blank", `${TOKEN} x`],
  ["a line end", `${TOKEN}\n`],
  ["a line end and a header", `${TOKEN}\r\nX: y`],
  ["NUL", `${TOKEN}\0`],
  ["DEL", `${TOKEN}\u007f`],
  ["beyond ASCII", `${TOKEN}é`],
] as const)
  test(`a token with ${what} is refused and not repeated`, () => {
    const error = thrown(() => checkToken(token, "PROMPTS_GPT_TOKEN"));
    expect([error.name, error.exitCode]).toEqual(["AuthError", 3]);
    expect(`${error.message} ${error.fix}`).not.toMatch(/0123456789abcdef|xxx/i);
  });

for (const token of [TOKEN, "pgpt_a", "pgpt_".padEnd(256, "~"), 'pgpt_!"#$%&/()='])
  test(`a token holds: ${token.slice(0, 30)}`, () => expect(checkToken(token, "x")).toBe(token));

const stored = { token: TOKEN, apiUrl: "https://own.example" };
const DEFAULT = "https://prompts-gpt.com";

const pairs: readonly (readonly [string, CredentialSources, readonly (string | null)[]])[] = [
  ["nothing at all", {}, [null, null, DEFAULT, "default"]],
  ["a URL alone", { flag: { apiUrl: "https://a.example/" } }, [null, null, "https://a.example", "flag"]],
  ["a stored pair", { stored }, [TOKEN, "stored", "https://own.example", "stored"]],
  [
    "a stored pair, its own URL asked for",
    { stored, flag: { apiUrl: "https://OWN.example/" } },
    [TOKEN, "stored", "https://own.example", "stored"],
  ],
  [
    "a token of the environment does not go where a file says",
    { stored, env: { PROMPTS_GPT_TOKEN: OTHER } },
    [OTHER, "environment", DEFAULT, "default"],
  ],
  ["nor does one of a flag", { stored, flag: { token: OTHER } }, [OTHER, "flag", DEFAULT, "default"]],
  [
    "both of the environment",
    { stored, env: { PROMPTS_GPT_TOKEN: OTHER, PROMPTS_GPT_API_URL: "http://localhost:1" } },
    [OTHER, "environment", "http://localhost:1", "environment"],
  ],
  [
    "a flag and the environment",
    { env: { PROMPTS_GPT_TOKEN: OTHER }, flag: { apiUrl: "https://a.example" } },
    [OTHER, "environment", "https://a.example", "flag"],
  ],
  [
    "a flag before the environment",
    {
      env: { PROMPTS_GPT_TOKEN: TOKEN, PROMPTS_GPT_API_URL: "http://bad" },
      flag: { token: OTHER, apiUrl: "https://a.example" },
    },
    [OTHER, "flag", "https://a.example", "flag"],
  ],
  [
    "empty variables are not set",
    { stored, env: { PROMPTS_GPT_TOKEN: "", PROMPTS_GPT_API_URL: "" } },
    [TOKEN, "stored", "https://own.example", "stored"],
  ],
];
for (const [what, sources, [token, tokenFrom, apiUrl, apiUrlFrom]] of pairs)
  test(`token and URL as a pair: ${what}`, () =>
    expect(resolveCredentials(sources)).toEqual({ token, tokenFrom, apiUrl, apiUrlFrom }));

for (const [what, sources, exitCode, says] of [
  [
    "a stored token, another URL of the environment",
    { stored, env: { PROMPTS_GPT_API_URL: "https://a.example" } },
    3,
    "unset PROMPTS_GPT_API_URL",
  ],
  [
    "a stored token, another URL of a flag",
    { stored, flag: { apiUrl: "https://a.example" } },
    3,
    "leave --api-url out",
  ],
  ["a stored token, another port", { stored, flag: { apiUrl: "https://own.example:444" } }, 3, "leave --api-url out"],
  ["a stored token, another folder", { stored, flag: { apiUrl: "https://own.example/x" } }, 3, "leave --api-url out"],
  ["a bad URL", { env: { PROMPTS_GPT_TOKEN: OTHER, PROMPTS_GPT_API_URL: "http://a.example" } }, 2, "plain http only"],
  ["a bad token", { env: { PROMPTS_GPT_TOKEN: "x" } }, 3, "PROMPTS_GPT_TOKEN"],
  ["an empty token in a flag", { flag: { token: "" }, stored }, 3, "PROMPTS_GPT_TOKEN"],
] as const)
  test(`refused with exit ${exitCode}: ${what}`, () => {
    const error = thrown(() => resolveCredentials(sources));
    expect([error.exitCode, error.fix]).toEqual([exitCode, expect.stringContaining(says)]);
    expect(error.message).not.toContain("0123456789abcdef");
  });
