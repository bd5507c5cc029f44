import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { registryFor } from "../support/both.ts";
import { browserFor, noBrowser, violations, visit } from "../support/browser.ts";
import { draft } from "../support/registry.ts";
import { newToken, signedIn } from "../support/visitor.ts";

const BODY = `# Heading

### A level left out, and \`code {{name}}\`

> Quoted [link](https://example.com)

| a | b |
| --- | ---: |
| 1 | 2 |

1. one
2. two

\`\`\`
{{name}}
\`\`\`
a\u200Bb
`;

const WORDS =
  "Write check explain plan find name draft refactor a the what every release module change diff test report schema meeting".split(
    " ",
  );
const sentence = (from: number, length: number) =>
  Array.from({ length }, (_, at) => WORDS[(from * (at + 3) + at * at) % WORDS.length]).join(" ");
const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);

describe("how the page looks", () => {
  const registry = registryFor("embedded");
  const put = (slug: string, fields: object, headers: Record<string, string> = { "if-none-match": "*" }) =>
    registry().ask(`/api/v1/prompts/${slug}`, { method: "PUT", body: draft(fields), headers });

  test("a list of 50 prompts is at most 12,000 bytes to load at first", async () => {
    for (let n = 0; n < 50; n++) {
      const fields = {
        title: sentence(n * 7, 3),
        description: sentence(n * 13, 14),
        category: WORDS[n % 8],
        tags: ["size"],
      };
      await put(`size-${n}`, { ...fields, supportedTools: ["codex", "claude"] });
    }
    const visitor = await signedIn(registry(), "admin");
    const { html } = await visitor.get("/?q=size");
    expect(html.match(/class="title"/g)?.length).toBe(50);
    const paths = [...html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, path = ""]) => path);
    expect(paths.length).toBe(3);
    const texts = [html, ...(await Promise.all(paths.map((path) => visitor.get(path)))).map((file) => file.html)];
    const raw = texts.map((text) => Buffer.byteLength(text));
    const packed = texts.map((text) => gzipSync(text).length);
    console.log(`page, icon, style, script: ${raw.join(" + ")} bytes, compressed ${packed.join(" + ")}`);
    expect(sum(packed)).toBeLessThan(12_000);
    expect(sum(raw)).toBeLessThan(60_000);
    const sent = await visitor.get("/?q=size", { "accept-encoding": "gzip" });
    expect(sent.headers.get("content-encoding")).toBe("gzip");
  });

  describe.skipIf(noBrowser !== undefined)("in a browser", () => {
    const browser = browserFor();
    const phone = { width: 320, height: 640 };

    /** What is wrong with a page, in the light and in the dark, and how wide it is on the smallest of phones. */
    const faults = async (page: Page) => {
      const found: string[] = [];
      await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
      found.push(...(await violations(page, "colours")).map((violation) => `in the dark: ${violation}`));
      await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
      found.push(...(await violations(page)));
      const wide = await page.evaluate<number>("document.documentElement.scrollWidth");
      return wide > phone.width ? [...found, `it is ${wide} wide`] : found;
    };
    const come = async (options: object = {}) => {
      const token = await newToken(registry(), { scope: "admin" });
      return visit(browser(), { url: registry().url, token, viewport: phone, ...options });
    };
    const full = { title: "Look", description: "At it", category: "Look", tags: ["t"], body: BODY };
    const variables = { name: { default: "x", description: "Whose" }, kind: { enum: ["a", "b"] } };

    test("axe finds nothing wrong with any page, and none is wider than a phone", async () => {
      await put("look", { ...full, variables });
      await put("look", { ...full, body: `${BODY}new\n` }, { "if-match": '"1"' });
      await registry().ask("/api/v1/prompts/look/labels/production", { method: "PUT", body: { version: 1 } });
      await using here = await come();
      const { page, complaints } = here;
      const below = ["", "?version=1&view=source", "/edit?version=1", "/diff?from=1&to=2", "/archive"];
      const pages = ["/?category=Look", "/?q=nothing-fits", "/changes", "/tokens", "/nothing"];
      for (const path of [...pages, ...below.map((one) => `/prompts/look${one}`)]) {
        await page.goto(path);
        expect([path, await faults(page)]).toEqual([path, []]);
      }
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.goto("/prompts/look");
      expect(await violations(page)).toEqual([]);
      expect(complaints).toEqual([]);
    });

    test("names of any length leave room for what is said of them, and every text runs in its own direction", async () => {
      const names = ["a_name_of_a_variable_that_is_as_long_as_the_one_who_chose_it", "b"];
      const declared = Object.fromEntries(names.map((name) => [name, { description: "What it is for" }]));
      await put("long-names", { ...full, body: "שלום {{b}}.\n\nplain\n", variables: declared });
      await using here = await come();
      const { page } = here;
      await page.goto("/prompts/long-names");
      const cell = await page.locator("tbody th").first().boundingBox();
      expect(cell?.width).toBeLessThan(phone.width / 2);
      const directions = page
        .locator(".markdown > p")
        .evaluateAll((all) => all.map((one) => one.ownerDocument.defaultView?.getComputedStyle(one).direction));
      expect(await directions).toEqual(["rtl", "ltr"]);
    });

    test("nor with what a page turns into: errors, a conflict, a new token, a token that is refused", async () => {
      await put("conflict", full);
      await using here = await come();
      const { page } = here;
      await page.goto("/new");
      await page.locator("form.draft").evaluate((form) => form.setAttribute("novalidate", ""));
      await page.getByRole("button", { name: "Make it" }).click();
      await page.getByText("Nothing was saved yet").waitFor();
      expect(await faults(page)).toEqual([]);
      await page.goto("/prompts/conflict/edit");
      await put("conflict", { ...full, title: "Theirs", body: "theirs\n" }, { "if-match": '"1"' });
      await page.getByLabel("Text", { exact: true }).fill("mine\n");
      await page.getByRole("button", { name: "Save as" }).click();
      await page.getByText("Somebody saved version 2").waitFor();
      await page.locator("summary").click();
      expect(await faults(page)).toEqual([]);
      await page.goto("/tokens");
      await page.getByLabel("Name").fill("look");
      await page.getByRole("button", { name: "Make a token" }).click();
      expect(await faults(page)).toEqual([]);
      await page.getByRole("button", { name: "Sign out" }).click();
      await page.getByLabel("Token").fill("wrong");
      await page.keyboard.press("Enter");
      await page.getByText("not accepted").waitFor();
      expect(await faults(page)).toEqual([]);
    });
  });
});
