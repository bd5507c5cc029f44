import { describe, expect, test } from "vitest";
import { registryFor } from "../support/both.ts";
import { browserFor, noBrowser, visit } from "../support/browser.ts";
import { draft } from "../support/registry.ts";
import { newToken } from "../support/visitor.ts";

const ATTACK = `"'><script>window.hacked=1</script><img src=x onerror="window.hacked=1"><svg onload=window.hacked=1>`;
const BODY = `${ATTACK}
[click](javascript:window.hacked=1) [data](data:text/html,<script>window.hacked=1</script>)
![p](data:image/svg+xml,<svg onload=window.hacked=1>) ![q](https://tracker.example/pixel.png)
<style>body{display:none}</style><meta http-equiv="refresh" content="0;url=https://evil.example">
<form action="https://evil.example"><button>x</button></form></textarea></pre></main>
\`\`\`
</code></pre><script>window.hacked=1</script>
\`\`\`
{{x"onclick="window.hacked=1}} a\u202Eb\u200Bc
`;

describe.skipIf(noBrowser !== undefined)("a prompt that attacks whoever reads it", () => {
  const registry = registryFor("embedded");
  const browser = browserFor();

  test("runs nothing, loads nothing, leads nowhere, and hides nothing", async () => {
    const hostile = {
      title: `${ATTACK.slice(0, 150)}\u202E`,
      description: ATTACK,
      category: ATTACK,
      outputType: "</title><script>window.hacked=1</script>",
      supportedTools: [ATTACK],
      tags: [ATTACK],
      variables: { x: { description: ATTACK, default: ATTACK, enum: [ATTACK] } },
      body: BODY,
    };
    for (const [from, body] of [BODY, `${BODY}more\n`].entries())
      await registry().ask("/api/v1/prompts/hostile", {
        method: "PUT",
        body: draft({ ...hostile, body }),
        headers: from === 0 ? { "if-none-match": "*" } : { "if-match": `"${from}"` },
      });
    const token = await newToken(registry(), { scope: "admin", name: ATTACK.slice(0, 99) });
    await using here = await visit(browser(), { url: registry().url, token });
    const { page, complaints } = here;
    const elsewhere: string[] = [];
    page.on("request", (request) => {
      if (!request.url().startsWith(registry().url)) elsewhere.push(request.url());
    });
    const prompt = "/prompts/hostile";
    const pages = ["/", `/?q=${encodeURIComponent(ATTACK)}`, `/?category=${encodeURIComponent(ATTACK)}`, prompt];
    const below = ["?view=source", "/edit", "/diff?from=1&to=2", "/archive"].map((path) => prompt + path);
    for (const path of [...pages, ...below, "/changes", "/tokens"]) {
      const answer = await page.goto(path);
      expect([path, answer?.status()]).toEqual([path, 200]);
      expect([path, await page.evaluate("window.hacked")]).toEqual([path, undefined]);
      expect([path, await page.locator("[onclick],[onerror],[onload],[style],img,iframe,style").count()]).toEqual([
        path,
        0,
      ]);
      expect(new URL(page.url()).origin).toBe(registry().url);
    }
    await page.goto(prompt);
    expect(await page.locator("h1 .unseen").innerText()).toBe("U+202E");
    expect(await page.title()).toContain("U+202E");
    const hrefs = await page
      .locator(".markdown a")
      .evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    expect(hrefs).toEqual(["https://tracker.example/pixel.png"]);
    for (const name of ["U+202E", "U+200B"])
      expect(await page.locator(".markdown .unseen", { hasText: name }).count()).toBe(1);
    await page.goto("/");
    await page.getByRole("searchbox").pressSequentially("script");
    await page.getByText("1 prompt", { exact: true }).waitFor();
    expect(await page.evaluate("window.hacked")).toBeUndefined();
    expect([complaints, elsewhere]).toEqual([[], []]);
  });

  test("a text of a megabyte, and ten thousand lines that changed, are shown in time", async () => {
    const lines = (word: string) => `${Array.from({ length: 10_000 }, (_, at) => `${word} ${at * 31}`).join("\n")}\n`;
    const put = (body: string, headers: Record<string, string>) =>
      registry().ask("/api/v1/prompts/large", { method: "PUT", body: draft({ title: "Large", body }), headers });
    await put(lines("before"), { "if-none-match": "*" });
    await put(lines("after"), { "if-match": '"1"' });
    const megabyte = `${"<b>é".repeat(20)}\n`.repeat(13_000).slice(0, 1_048_576);
    expect((await put(megabyte, { "if-match": '"2"' })).status).toBe(200);
    const token = await newToken(registry(), { scope: "write" });
    await using here = await visit(browser(), { url: registry().url, token });
    const { page } = here;
    await page.goto("/prompts/large");
    await page.getByText("too long to be rendered").waitFor();
    expect((await page.locator("pre.source").textContent())?.length).toBe(1_048_576);
    await page.goto("/prompts/large/diff?from=1&to=2");
    expect(await page.locator(".diff tr").count()).toBeLessThan(2_100);
    await page.getByText("more lines differ").waitFor();
    await page.goto("/prompts/large/edit");
    await page.getByLabel("Title").fill("Larger");
    await page.getByRole("button", { name: "Save as version 4" }).click();
    await page.getByText("Saved as a new version.").waitFor();
    const { body } = await registry().ask("/api/v1/prompts/large");
    expect([body["title"], body["body"] === megabyte]).toEqual(["Larger", true]);
  });
});
