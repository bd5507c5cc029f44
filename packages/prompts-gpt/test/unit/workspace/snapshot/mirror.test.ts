import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { listedObjects, mirrorObjects } from "../../../../src/workspace/snapshot/mirror.ts";
import { openStore } from "../../../../src/workspace/snapshot/store.ts";
import { tempFolder } from "../../../support/temp-folder.ts";

/** Takes loose objects away for half a second, as `git gc` does in the background when it has packed them. */
const PRUNE = `
const { rmSync } = require("node:fs");
const names = process.argv.slice(2);
const until = Date.now() + 500;
console.log("begun");
(function more() {
  for (let n = 0; n < 8 && names.length > 0; n++) rmSync(names.splice(Math.floor(Math.random() * names.length), 1)[0]);
  if (Date.now() < until && names.length > 0) setTimeout(more, 2);
})();
`;

test("objects that are being packed meanwhile do not keep a snapshot from being taken", async () => {
  await using home = await tempFolder();
  await using folder = await tempFolder({ ".git/HEAD": "ref: refs/heads/main\n" });
  const names = Array.from({ length: 2000 }, (_, at) => {
    const hex = at.toString(16).padStart(4, "0");
    return `${hex.slice(2)}/${hex.slice(0, 2).padEnd(38, "0")}`;
  });
  for (const name of names) {
    mkdirSync(folder.at(`.git/objects/${name.slice(0, 2)}`), { recursive: true });
    writeFileSync(folder.at(`.git/objects/${name}`), "object");
  }
  const store = openStore(folder.path, "sha1", { ...process.env, XDG_STATE_HOME: home.path });
  const child = spawn(process.execPath, ["-e", PRUNE, ...names.map((name) => folder.at(`.git/objects/${name}`))]);
  await once(child.stdout, "data");
  const list = mirrorObjects(store, folder.at(".git"));
  expect(listedObjects(store, list).own.length).toBeLessThan(names.length);
  await once(child, "exit");
});
