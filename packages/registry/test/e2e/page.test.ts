import { describe, expect, test } from "vitest";
import { registryFor } from "../support/both.ts";
import { browserFor, noBrowser, visit } from "../support/browser.ts";
import { draft } from "../support/registry.ts";
import { newToken } from "../support/visitor.ts";

describe.skipIf(noBrowser !== undefined)("the page in a browser", () => {
  const registry = registryFor("embedded");
  const browser = browserFor();
  const put = (slug: string, fields: object, from?: number) =>
    registry().ask(`/api/v1/prompts/${slug}`, {
      method: "PUT",
      body: draft(fields),
      headers: from === undefined ? { "if-none-match": "*" } : { "if-match": `"${from}"` },
    });
  const come = async (scope: string, options: object = {}) =>
    visit(browser(), { url: registry().url, token: await newToken(registry(), { scope }), ...options });

  test("from signing in to signing out: search, read, compare, edit, label", async () => {
    await put("release-notes", { title: "Release notes", category: "Writing", body: "Write them.\n" });
    await put("review", { title: "Review", category: "Review" });
    await using here = await visit(browser(), { url: registry().url });
    const { page, complaints } = here;
    await page.goto("/");
    await page.getByLabel("Token").fill(await newToken(registry(), { scope: "write" }));
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Prompts" }).waitFor();
    expect(await page.getByRole("listitem").filter({ hasText: "v1" }).count()).toBe(2);

    await page.getByRole("searchbox").pressSequentially("notes");
    await page.getByText("1 prompt", { exact: true }).waitFor();
    expect(new URL(page.url()).search).toBe("?q=notes");
    expect(await page.getByRole("searchbox").evaluate((field) => field === field.ownerDocument.activeElement)).toBe(
      true,
    );
    await page.getByRole("link", { name: "Release notes" }).click();
    await page.getByRole("link", { name: "Edit" }).click();
    await page.getByLabel("Text").fill("Write them.\nKeep them short.\n");
    await page.getByRole("button", { name: "Save as version 2" }).click();
    await page.getByText("Saved as a new version.").waitFor();

    await page.getByRole("link", { name: "Changes of version 2" }).click();
    expect(await page.locator("tr.added").innerText()).toContain("Keep them short.");
    await page.getByRole("link", { name: "To the prompt" }).click();
    await page.getByLabel("Label").fill("production");
    await page.getByLabel("on version").fill("1");
    await page.getByRole("button", { name: "Set label" }).click();
    await page.getByRole("button", { name: "Remove label production from version 1" }).waitFor();

    await page.getByRole("link", { name: "Source" }).click();
    expect(await page.locator("pre.source").innerText()).toContain("Keep them short.");
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await page.goto("/prompts/release-notes");
    expect(new URL(page.url()).pathname).toBe("/sign-in");
    expect(complaints).toEqual([]);
  });

  test("two who edit at once: the second sees what the first did, and loses nothing", async () => {
    await put("both", { title: "Both", body: "start\n" });
    await using first = await come("write");
    await using second = await come("write");
    for (const { page } of [first, second]) await page.goto("/prompts/both/edit");
    await first.page.getByLabel("Text").fill("start\nfrom the first\n");
    await first.page.getByRole("button", { name: "Save as" }).click();
    await first.page.getByText("Saved as a new version.").waitFor();
    await second.page.getByLabel("Text").fill("start\nfrom the second\n");
    await second.page.getByRole("button", { name: "Save as" }).click();
    await second.page.getByText("Somebody saved version 2 meanwhile").waitFor();
    expect(await second.page.locator("tr.added").first().innerText()).toContain("from the first");
    expect(await second.page.getByLabel("Text", { exact: true }).inputValue()).toBe("start\nfrom the second\n");
    await second.page.getByLabel("Text", { exact: true }).fill("start\nfrom the first\nfrom the second\n");
    await second.page.getByRole("button", { name: "Save as version 3" }).click();
    await second.page.getByText("Saved as a new version.").waitFor();
    const { body } = await registry().ask("/api/v1/prompts/both");
    expect([body["version"], body["body"]]).toEqual([3, "start\nfrom the first\nfrom the second\n"]);
  });

  test("an administrator makes a token, whoever has it comes in, and is out when it is revoked", async () => {
    await using admin = await come("admin");
    await admin.page.getByRole("link", { name: "Tokens" }).click();
    await admin.page.getByLabel("Name").fill("for a day");
    await admin.page.getByRole("button", { name: "Make a token" }).click();
    const token = await admin.page.locator("#secret").innerText();
    await using other = await visit(browser(), { url: registry().url, token });
    await admin.page.getByRole("link", { name: "All tokens" }).click();
    await admin.page.getByRole("link", { name: "Revoke for a day" }).click();
    await admin.page.getByRole("button", { name: "Revoke it" }).click();
    await admin.page.getByText("The token was revoked.").waitFor();
    await other.page.reload();
    await other.page.getByRole("heading", { name: "Sign in" }).waitFor();
  });

  test("a text is copied as it is", async () => {
    await put("copied", { title: "Copied", body: "first\n\u202Esecond <b>\n" });
    await using here = await come("read", { permissions: ["clipboard-read", "clipboard-write"] });
    const { page } = here;
    await page.goto("/prompts/copied");
    await page.getByRole("button", { name: "Copy" }).click();
    await page.getByRole("button", { name: "Copied" }).waitFor();
    expect(await page.evaluate("navigator.clipboard.readText()")).toBe("first\n\u202Esecond <b>\n");
  });

  test("leaving asks first when something was typed", async () => {
    await put("left", { title: "Left" });
    await using here = await come("write");
    const { page } = here;
    await page.goto("/prompts/left/edit");
    await page.getByLabel("Title").press("End");
    await page.getByLabel("Title").pressSequentially("x");
    const asked: string[] = [];
    page.on("dialog", (dialog) => {
      asked.push(dialog.type());
      void dialog.dismiss();
    });
    await page.getByRole("link", { name: "Cancel" }).click();
    await expect.poll(() => asked).toEqual(["beforeunload"]);
    expect(await page.getByLabel("Title").inputValue()).toBe("Leftx");
  });

  test("after a form was sent the keyboard goes on where it should, and what was done is said once", async () => {
    await put("sent", { title: "Sent" });
    await using here = await come("write");
    const { page } = here;
    const focused = () => page.evaluate<string>("document.activeElement.textContent");
    await page.goto("/new");
    await page.locator("form.draft").evaluate((form) => form.setAttribute("novalidate", ""));
    await page.getByRole("button", { name: "Make it" }).click();
    await page.waitForURL("/new");
    await expect.poll(focused).toContain("Nothing was saved yet");
    expect(await page.title()).toMatch(/^Not saved: /);
    await page.keyboard.press("Tab");
    expect(await focused()).toBe("Name");
    page.once("dialog", (dialog) => void dialog.accept());
    await page.goto("/prompts/sent/edit");
    await put("sent", { title: "Theirs" }, 1);
    await page.getByLabel("Text").fill("mine\n");
    await page.getByRole("button", { name: "Save as" }).click();
    await expect.poll(focused).toContain("Somebody saved version 2 meanwhile");
    await page.getByRole("button", { name: "Save as version 3" }).click();
    await page.getByText("Saved as a new version.").waitFor();
    await expect.poll(() => page.url()).toMatch(/\/prompts\/sent$/);
  });

  test("the page's name follows what is looked for while it is typed", async () => {
    await using here = await come("read");
    const { page } = here;
    await page.getByLabel("Archived").check();
    await page.getByRole("heading", { name: "Archived prompts" }).waitFor();
    expect(await page.title()).toMatch(/^Archived prompts/);
  });

  test("everything works without script", async () => {
    await put("plain", { title: "Plain" });
    await using here = await come("write", { javaScriptEnabled: false });
    const { page } = here;
    await page.getByRole("searchbox").fill("plain");
    await page.getByRole("button", { name: "Search" }).click();
    await page.getByRole("link", { name: "Plain" }).click();
    expect(await page.getByRole("button", { name: "Copy" }).count()).toBe(0);
    await page.getByRole("link", { name: "Edit" }).click();
    await page.getByLabel("Text").fill("By hand.\n");
    await page.getByRole("button", { name: "Save as version 2" }).click();
    await page.getByText("Saved as a new version.").waitFor();
    await page.getByRole("link", { name: "Archive" }).click();
    await page.getByRole("button", { name: "Archive it" }).click();
    await page.getByText("The prompt was archived.").waitFor();
    await page.goto("/?archived=1");
    await page.getByRole("link", { name: "Plain" }).click();
    await page.getByRole("button", { name: "Take it back" }).click();
    await page.getByText("The prompt is back.").waitFor();
  });

  test("by keyboard alone: past the menu, into a prompt, to a new version", async () => {
    await put("aaa-keyboard", { title: "Keyboard", body: "\n\n  late\n\n" });
    await using here = await come("write");
    const { page } = here;
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    /** Tab until the focus is on something of that name; it can be seen each time. */
    const tabTo = async (name: string) => {
      for (let n = 0; n < 60; n++) {
        await press("Tab");
        const [said, outline] = await page.evaluate<[string, string]>(
          `[document.activeElement.textContent.trim() || document.activeElement.id, getComputedStyle(document.activeElement).outlineStyle]`,
        );
        expect([said, outline]).toEqual([said, "solid"]);
        if (said === name) return;
      }
      throw new Error(`${name} cannot be reached`);
    };
    await press("Tab");
    expect(await page.evaluate("document.activeElement.textContent.trim()")).toBe("Skip to the content");
    await press("Enter");
    expect(await page.evaluate("document.activeElement.id")).toBe("main");
    await tabTo("New prompt");
    await tabTo("Keyboard");
    await press("Enter");
    await page.waitForURL("**/prompts/aaa-keyboard");
    await tabTo("Edit");
    await press("Enter");
    await page.waitForURL("**/edit");
    await tabTo("title");
    await press("End");
    await page.keyboard.type(" only");
    await press("Enter");
    await page.getByRole("heading", { name: "Keyboard only" }).waitFor();
    // A browser drops the first line end of a field.
    expect((await registry().ask("/api/v1/prompts/aaa-keyboard")).body["body"]).toBe("\n\n  late\n\n");
  });

  test("another site can send no form, frame no page, and sees nobody signed in", async () => {
    await put("target", { title: "Target" });
    await using here = await come("write");
    const { page } = here;
    const { url } = registry();
    // Of the same site but another origin, as another port or a neighbouring name is; and of another site.
    for (const from of [url.replace("127.0.0.1", "localhost"), "http://evil.example"]) {
      await page.route(`${from}/attack`, (route) =>
        route.fulfill({
          contentType: "text/html",
          body: `<form method="post" action="${url}/prompts/target/archive"><button>go</button></form><iframe src="${url}/"></iframe>`,
        }),
      );
      await page.goto(`${from}/attack`);
      await page.getByRole("button").click();
      await page.getByText("This was not sent from a page of this server.").waitFor();
    }
    expect((await registry().ask("/api/v1/prompts/target")).status).toBe(200);
    await page.route("http://evil.example/link", (route) =>
      route.fulfill({ contentType: "text/html", body: `<a href="${url}/prompts/target">there</a>` }),
    );
    await page.goto("http://evil.example/link");
    await page.getByRole("link").click();
    // The first request from there is nobody's; from our own page on it is the visitor's again.
    await page.getByRole("link", { name: "Go on to the page" }).click();
    await page.getByRole("heading", { name: "Target" }).waitFor();
  });
});
