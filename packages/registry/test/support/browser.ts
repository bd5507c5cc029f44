import { existsSync } from "node:fs";
import axe from "axe-core";
import { afterAll, beforeAll } from "vitest";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";

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
    await page.goto("/sign-in");
    await page.getByLabel("Token").fill(token);
    await page.keyboard.press("Enter");
    await page.waitForURL((there) => there.pathname === "/");
  }
  return { context, page, complaints, [Symbol.asyncDispose]: () => context.close() };
}

/** What axe has to say against a page as it is shown now. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const { violations: all, passes } = await (globalThis as unknown as { axe: typeof axe }).axe.run();
    return {
      all: all.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(" | ")}`),
      passes: passes.length,
    };
  });
  if (found.passes < 10) throw new Error("axe looked at next to nothing");
  return found.all;
}
