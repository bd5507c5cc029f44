import { expect, test } from "vitest";
import { openDatabase } from "../../src/store/open.ts";
import { openStore } from "../../src/store/store.ts";
import { draft, tempFolder } from "../support/registry.ts";

test("an embedded database is tidied up when many things have changed in it, and not before", async () => {
  using folder = tempFolder();
  const { database, close } = await openDatabase({ folder: folder.path });
  try {
    const store = await openStore(database);
    const { id } = await store.projects.first();
    const author = { projectId: id, tokenId: null, name: "test" };
    const put = () => store.prompts.put(author, "a", { draft: draft(), made: { from: "anything" } });
    const statistics = "select 1 from pg_stats where tablename = 'prompt' limit 1";
    const analyzed = async () => (await database.query(statistics)).length;
    await store.prompts.put(author, "a", { draft: draft(), made: { from: "nothing" } });
    await store.tidy();
    expect(await analyzed()).toBe(0);
    for (let at = 0; at < 200; at++) await put();
    await store.tidy();
    expect(await analyzed()).toBe(1);
  } finally {
    await close();
  }
});
