import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { secretsIn } from "../../../../src/process/redact/secrets.ts";

const values = (env: Record<string, string>) => secretsIn(env).map(({ value }) => value);

test.each([
  ["OPENAI_API_KEY", "abc12345"],
  ["GITHUB_TOKEN", "abc12345"],
  ["MY_SECRET_THING", "abc12345"],
  ["PGPASSWORD", "abc12345"],
  ["AWS_CREDENTIALS", "abc12345"],
  ["NPM_AUTH", "abc12345"],
  ["npm_config__authtoken", "abc12345"],
  ["SIGNING_KEY", "/abcDEF123ghiJKL456+/xyz"],
  ["AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"],
  ["SIGNING_KEY", "abcdefgh/ijklmnop+q"],
  ["SIGNING_KEY", "abcdefgh/ijklmnop="],
  ["SIGNING_KEY", "abcdefgh/12345678"],
  ["SIGNING_KEY", "aBcdefgh/ijKlmnop"],
])("%s=%s is a secret", (name, value) => {
  expect(secretsIn({ [name]: value })).toEqual([{ name, value }]);
});

test.each([
  ["OPENAI_API_KEY", "short77"],
  ["USE_TOKEN", "true"],
  ["MAX_TOKENS", "1000000000"],
  ["SSH_AUTH_SOCK", "/tmp/ssh-XXXX/agent.1"],
  ["TOKEN_PLACE", "/run/secrets/token"],
  ["I_TOKEN", "src/main/java"],
  ["I_TOKEN", "lib/v2/index.d.ts"],
  ["I_TOKEN", "../config/token.json"],
  ["I_TOKEN", "node_modules/.bin/tool"],
  ["PRIVATE_KEY_FILE", "keys/server.pem"],
  ["AUTH_METHOD", "password-based"],
  ["TOKEN_ENDPOINT", "https://example.com/token"],
  ["GIT_AUTHOR_NAME", "Somebody Else"],
  ["KEYBOARD", "de-nodeadkeys"],
  ["PATH", "/usr/bin:/bin"],
])("%s=%s is none", (name, value) => {
  expect(secretsIn({ [name]: value })).toEqual([]);
});

test("of a URL the password, as it is and decoded", () => {
  expect(values({ DATABASE_URL: "postgres://app:p%40ssw0rd!@db:5432/app" })).toEqual(["p%40ssw0rd!", "p@ssw0rd!"]);
});

test.each([
  ["mysql://u:p@ss:w0rd@h/x", ["p@ss:w0rd"]],
  ["mysql://u:p@ssw0rd@h", ["p@ssw0rd"]],
  ["amqp://me@example.com:p4ssw0rd@h", ["p4ssw0rd"]],
  ["redis://:p4ssw0rd@one,redis://:w0rdp4ss@other", ["p4ssw0rd", "w0rdp4ss"]],
  ["mongodb://u:p4ssw0rd@one:1,other:2/x?mail=a@b", ["p4ssw0rd"]],
])("an @ in the password: %s", (url, passwords) => {
  expect(values({ DATABASE_URL: url })).toEqual(passwords);
});

test("base64 of random bytes is never taken for a path", () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 14, max: 32 }), (seed, length) => {
      const value = createHash("sha256").update(`${seed}`).digest().subarray(0, length).toString("base64");
      fc.pre(!value.startsWith("/"));
      expect(values({ SIGNING_KEY: value })).toEqual([value]);
    }),
    { numRuns: 2000 },
  );
});

test("of a value with several lines the whole, and each long line", () => {
  const key = "-----BEGIN THING-----\nabcdefghijklmnopqrst\nshort\n-----END THING-----\n";
  expect(values({ DEPLOY_KEY: key })).toEqual([key.trim(), "abcdefghijklmnopqrst"]);
});

test("each value once, by the first name", () => {
  expect(secretsIn({ A_TOKEN: "abc12345", B_TOKEN: "abc12345" })).toEqual([{ name: "A_TOKEN", value: "abc12345" }]);
});
