/**
 * Makes packages/registry/dist/empty-database.gz: the files of an embedded database in which nothing has happened yet. To
 * unpack them takes a first start a fraction of the time and of the memory that making them anew would.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, sep } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { PGlite } from "@electric-sql/pglite";

const registryRoot = dirname(import.meta.dirname);
const file = join(registryRoot, "dist/empty-database.gz");

/** Does nothing when it is there already, made by the same version of PGlite. */
export async function makeEmptyDatabase() {
  const { dependencies } = JSON.parse(readFileSync(join(registryRoot, "package.json"), "utf8"));
  const version = dependencies["@electric-sql/pglite"];
  if (existsSync(file) && madeBy() === version) return;
  const folder = mkdtempSync(join(tmpdir(), "empty-database-"));
  try {
    const engine = new PGlite(folder);
    await engine.waitReady;
    await engine.close();
    writeFileSync(file, gzipSync(pack(folder, version), { level: 9 }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function madeBy() {
  const [first = "{}"] = gunzipSync(readFileSync(file)).toString("latin1", 0, 200).split("\n");
  return JSON.parse(first).version;
}

/** A line of JSON for all of it, then for each folder and file a line and, of a file, its bytes. */
function pack(folder, version) {
  const names = readdirSync(folder, { recursive: true }).toSorted();
  const entries = names.flatMap((name) => {
    const path = name.split(sep).join("/");
    const stat = statSync(join(folder, name));
    if (stat.isDirectory()) return [line({ path })];
    const bytes = readFileSync(join(folder, name));
    return [line({ path, size: bytes.byteLength }), bytes];
  });
  return Buffer.concat([line({ version }), ...entries]);
}

function line(value) {
  return Buffer.from(`${JSON.stringify(value)}\n`);
}
