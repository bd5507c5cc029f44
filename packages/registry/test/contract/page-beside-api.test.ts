import { expect, test } from "vitest";
import { createApp } from "../../src/api/app.ts";
import { addPage } from "../../src/page/add-page.ts";
import { logTo } from "../../src/server/log.ts";
import { openDatabase } from "../../src/store/open.ts";
import { openStore } from "../../src/store/store.ts";
import { tempFolder } from "../support/registry.ts";

test("with the page beside it the API still answers what it keeps at once, without a promise", async () => {
  using folder = tempFolder();
  const opened = await openDatabase({ folder: folder.path });
  const store = await openStore(opened.database);
  const project = await store.projects.create("beside");
  const author = { projectId: project?.id ?? "", tokenId: null, name: "test" };
  const { token } = await store.tokens.create(author, { name: "test", scope: "read" });
  const log = logTo("silent");
  const { fetch } = createApp({
    store,
    log,
    hosts: { loopback: true, names: [] },
    trustProxy: false,
    addMore: (app, parts) => addPage(app, { ...parts, log, isSecure: false }),
  });
  const ask = (path: string, headers: Record<string, string>) =>
    fetch(new Request(`http://localhost${path}`, { headers: { host: "localhost", ...headers } }), {});
  const bearer = { authorization: `Bearer ${token}` };
  expect((await ask("/api/v1/prompts", bearer)).status).toBe(200);
  expect(ask("/api/v1/prompts", bearer)).toBeInstanceOf(Response);
  expect((await ask("/", {})).status).toBe(303);
  expect((await ask("/nothing", { accept: "text/html" })).headers.get("content-type")).toMatch(/html/);
  expect((await ask("/api/v1/nothing", { accept: "text/html" })).headers.get("content-type")).toMatch(/problem/);
  await opened.close();
});
