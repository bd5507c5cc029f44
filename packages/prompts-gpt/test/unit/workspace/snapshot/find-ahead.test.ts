import { chmodSync, lstatSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { findAhead } from "../../../../src/workspace/snapshot/find-ahead.ts";
import { type Listing, listingOf } from "../../../../src/workspace/snapshot/listings.ts";
import { scan, type ScanRules } from "../../../../src/workspace/snapshot/scan.ts";
import { openStore } from "../../../../src/workspace/snapshot/store.ts";
import { tempFolder } from "../../../support/temp-folder.ts";

const rules: ScanRules = { verdict: () => "take", mostFiles: Infinity };

/** Forty folders, so that find is asked; some with names that are hard to write down. */
function fill(root: string): void {
  const odd = [Buffer.from("a b\n'\"\\"), Buffer.from([0x66, 0xff, 0xfe]), Buffer.from("-name"), Buffer.from("ü")];
  for (let at = 0; at < 40; at++) {
    const folder = join(root, `d${at}`, "inner");
    mkdirSync(folder, { recursive: true });
    mkdirSync(join(folder, "empty"));
    mkdirSync(join(folder, "node_modules/x"), { recursive: true });
    for (const name of odd) writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), name]), `${at}`);
    symlinkSync("../nowhere", join(folder, "link"));
    chmodSync(folder, 0o2775 - at);
    chmodSync(join(folder, "-name"), 0o4755);
  }
}

function plain({ names, statsAt }: Listing) {
  const entries = names.map((name, at) => {
    const { mode, size, ctimeMs, ino } = statsAt(at) ?? {};
    return [name, { mode, size, ctimeMs, ino }] as const;
  });
  return Object.fromEntries(entries);
}

async function ahead(root: string, state: string, env = process.env) {
  const store = openStore(root, "sha1", { ...env, XDG_STATE_HOME: state });
  return findAhead(store, { root, env, intoDependencies: false });
}

async function all({ listings }: ReturnType<typeof findAhead>) {
  const found = new Map<string, Listing>();
  for await (const some of listings) {
    if (some === "failed") return "failed";
    for (const [path, listing] of some) found.set(path, listing);
  }
  return found;
}

test("find says of every entry what a look at it says, to the last digit", async () => {
  await using place = await tempFolder();
  const root = join(place.path, "work");
  fill(root);
  const asked = await ahead(root, place.path);
  const found = await all(asked);
  if (found === "failed") throw new Error(found);
  expect(asked.folders.size).toBe(40);
  expect(found.size).toBe(40 * 3); // the folder, inner, empty; not what is below node_modules
  for (const [path, listing] of found) {
    const own = listingOf(join(root, path));
    expect(own && plain(own)).toEqual(plain(listing));
  }
});

test("a scan with a part of it read ahead finds the same", async () => {
  await using place = await tempFolder();
  const root = join(place.path, "work");
  fill(root);
  await sleep(60); // what changed a moment ago has no stamp
  const helped = await scan(root, rules, { ahead: await ahead(root, place.path) });
  const alone = await scan(root, rules);
  const sorted = (one: typeof alone) => ({
    folders: [...one.folders].toSorted(([a], [b]) => (a < b ? -1 : 1)),
    files: one.files.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
  });
  expect(sorted(helped)).toEqual(sorted(alone));
  expect(alone.files).toHaveLength(40 * 5);
});

test("where there is no find, or none that understands, or something it may not read, the scan reads for itself", async () => {
  await using place = await tempFolder();
  const root = join(place.path, "work");
  fill(root);
  const bin = join(place.path, "bin");
  mkdirSync(bin);
  const none = await all(await ahead(root, place.path, { ...process.env, PATH: bin }));
  writeFileSync(join(bin, "find"), "#!/bin/sh\necho 'unrecognized: -fprintf' >&2; exit 1\n", { mode: 0o755 });
  const other = await all(await ahead(root, place.path, { ...process.env, PATH: `${bin}:/bin` }));
  expect([none, other]).toEqual(["failed", "failed"]);
  const gone = await ahead(root, place.path);
  rmSync(root, { recursive: true });
  const seen = await scan(root, rules, { ahead: gone });
  expect([lstatSync(place.path).isDirectory(), seen.files, readdirSync(place.path)]).toEqual([
    true,
    [],
    expect.not.arrayContaining(["found"]),
  ]);
});

test("of a find that fails in the end nothing is taken, whatever it has said before", async () => {
  await using place = await tempFolder();
  const root = join(place.path, "work");
  for (let at = 0; at < 8000; at++) {
    const folder = join(root, `d${at % 40}`);
    if (at < 40) mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${at}`), "");
  }
  const bin = join(place.path, "bin");
  mkdirSync(bin);
  const find = '#!/bin/sh\n/usr/bin/find "$@"\ntouch d0/late\nsleep 0.1\nexit 1\n';
  writeFileSync(join(bin, "find"), find, { mode: 0o755 });
  const asked = await ahead(root, place.path, { ...process.env, PATH: `${bin}:/bin` });
  const seen = await scan(root, rules, { ahead: asked });
  expect(seen.files).toHaveLength(8001);
});
