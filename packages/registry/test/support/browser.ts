import { existsSync } from "node:fs";
import axe from "axe-core";
import { afterAll, beforeAll } from "vitest";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { Visitor } from "./visitor.ts";

const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

const executablePath = PLACES.find((path) => existsSync(path));

/** Why nothing can be tried in a browser; undefined: it can. */
export const noBrowser = executablePath === undefined ? `no Chromium at ${PLACES.join(", ")}` : undefined;
if (noBrowser !== undefined) console.log(`tests in a browser are skipped: ${noBrowser}`);

/** A real Chromium for the tests of one `describe`. */
export function browserFor(): () => Browser {
  let browser: Browser | undefined;
  beforeAll(async () => {
    // Its own sandbox needs what root in a container has not.
    browser = await chromium.launch({ executablePath: executablePath ?? "", args: ["--no-sandbox"] });
  });
  afterAll(() => browser?.close());
  return () => {
    if (browser === undefined) throw new Error("it has not started yet");
    return browser;
  };
}

export interface Visit extends AsyncDisposable {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the browser complained about: broken scripts, and what our policy did not let through. */
  readonly complaints: string[];
}

/** A browser of its own for somebody, who is signed in when there is a token. */
export async function visit(
  browser: Browser,
  { url, token, ...options }: BrowserContextOptions & { readonly url: string; readonly token?: string },
): Promise<Visit> {
  const context = await browser.newContext({ baseURL: url, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    // An answer with an error's status is told here too, and is looked at where it is wanted.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
      complaints.push(message.text());
  });
  if (token !== undefined) {
    // Signing in by the form takes a browser a second, and is a test of its own.
    const visitor = new Visitor({ url });
    await visitor.signIn(token);
    const [name = "", value = ""] = visitor.cookie.split("=");
    await context.addCookies([{ name, value, url, httpOnly: true, sameSite: "Strict" }]);
    await page.goto("/");
  }
  return { context, page, complaints, [Symbol.asyncDispose]: () => context.close() };
}

/** What axe has to say against a page as it is shown now; `colours`: of these alone, the rest being the same as before. */
export async function violations(page: Page, about: "all" | "colours" = "all"): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async (colours) => {
    const { axe: checker } = globalThis as unknown as { axe: typeof axe };
    const { violations: all, passes } = await checker.run({
      rules: { "color-contrast-enhanced": { enabled: true } },
      ...(colours ? { runOnly: ["cat.color"] } : {}),
    });
    return {
      all: all.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(" | ")}`),
      passes: passes.length,
    };
  }, about === "colours");
  if (found.passes < (about === "all" ? 10 : 1)) throw new Error("axe looked at next to nothing");
  return found.all;
}
