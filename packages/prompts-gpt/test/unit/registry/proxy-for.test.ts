import { expect, test } from "vitest";
import { proxyFor } from "../../../src/registry/proxy-for.ts";

const PROXY = "http://proxy.test:3128";
const OTHER = "http://other.test:3128";

/** What the environment says for https://a.example.com/api, and what it means. */
const ENVIRONMENTS: readonly (readonly [env: Readonly<Record<string, string>>, proxy: string | undefined])[] = [
  [{}, undefined],
  [{ HTTPS_PROXY: PROXY }, PROXY],
  [{ https_proxy: PROXY }, PROXY],
  [{ https_proxy: PROXY, HTTPS_PROXY: OTHER }, PROXY],
  [{ https_proxy: "", HTTPS_PROXY: PROXY }, PROXY],
  [{ HTTPS_PROXY: "" }, undefined],
  [{ ALL_PROXY: PROXY }, PROXY],
  [{ all_proxy: PROXY }, PROXY],
  [{ HTTPS_PROXY: PROXY, ALL_PROXY: OTHER }, PROXY],
  [{ HTTP_PROXY: OTHER, http_proxy: OTHER }, undefined],
  [{ HTTPS_PROXY: "proxy.test:3128" }, PROXY],
];

for (const [env, proxy] of ENVIRONMENTS)
  test(`${JSON.stringify(env)}: ${proxy ?? "no proxy"}`, () =>
    expect(proxyFor(new URL("https://a.example.com/api"), env)).toBe(proxy));

/** What NO_PROXY says of which host. */
const EXEMPT: readonly (readonly [list: string, url: string, isExempt: boolean])[] = [
  ["a.example.com", "https://a.example.com", true],
  ["A.EXAMPLE.com", "https://a.example.com", true],
  ["example.com", "https://a.example.com", true],
  [".example.com", "https://a.example.com", true],
  ["*.example.com", "https://a.example.com", true],
  [".example.com", "https://example.com", true],
  ["example.com", "https://badexample.com", false],
  ["ample.com", "https://a.example.com", false],
  ["example.com.evil.test", "https://example.com", false],
  ["b.test, example.com", "https://a.example.com", true],
  ["b.test example.com", "https://a.example.com", true],
  [" , ,", "https://a.example.com", false],
  ["*", "https://a.example.com", true],
  ["b.test,*", "https://a.example.com", true],
  ["example.com:443", "https://a.example.com", true],
  ["example.com:8443", "https://a.example.com", false],
  ["example.com:8443", "https://a.example.com:8443", true],
  ["example.com", "https://a.example.com:8443", true],
  ["192.0.2.7", "https://192.0.2.7", true],
  ["2.7", "https://192.0.2.7", false],
  ["[2001:db8::1]", "https://[2001:db8::1]", true],
  ["2001:db8::1", "https://[2001:db8::1]", true],
  ["[2001:db8::1]:8443", "https://[2001:db8::1]:8443", true],
  ["[2001:db8::1]:8443", "https://[2001:db8::1]", false],
  [".", "https://a.example.com", false],
  ["*.", "https://a.example.com", false],
];

for (const [list, url, isExempt] of EXEMPT)
  test(`NO_PROXY=${JSON.stringify(list)} ${isExempt ? "exempts" : "does not exempt"} ${url}`, () =>
    expect(proxyFor(new URL(url), { HTTPS_PROXY: PROXY, NO_PROXY: list })).toBe(isExempt ? undefined : PROXY));
