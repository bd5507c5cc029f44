/**
 * A disk as it would be after a power failure, for `node --import`: of each file what it held when it was last flushed, of
 * each folder the names that it had then, and nothing of what was not flushed. Kept in the folder $FLUSHED.
 */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";

const folder = process.env["FLUSHED"];
const { fsyncSync } = fs;
let serial = 0;

fs.fsyncSync = (open) => {
  fsyncSync(open);
  keep(open);
};
const { FileHandle } = await fileHandle();
const { sync } = FileHandle.prototype;
FileHandle.prototype.sync = async function () {
  await sync.call(this);
  keep(this.fd);
};
syncBuiltinESMExports();

async function fileHandle() {
  const any = await fs.promises.open(import.meta.filename);
  await any.close();
  return { FileHandle: any.constructor };
}

function keep(open) {
  const path = fs.readlinkSync(`/proc/self/fd/${open}`);
  const key = keyOf(fs.fstatSync(open));
  const draft = join(folder, `draft-${process.pid}-${serial++}`);
  if (fs.statSync(path).isDirectory()) fs.writeFileSync(draft, JSON.stringify(namesIn(path)));
  else fs.copyFileSync(path, draft);
  fs.renameSync(draft, join(folder, key)); // as a whole or not at all, like the flush itself
}

function namesIn(path) {
  return fs.readdirSync(path).flatMap((name) => {
    const stat = fs.lstatSync(join(path, name), { throwIfNoEntry: false });
    return stat === undefined ? [] : [{ name, key: keyOf(stat), isFolder: stat.isDirectory() }];
  });
}

/** The number alone is given to another file when one is removed. */
function keyOf({ ino, birthtimeMs }) {
  return `${ino}-${birthtimeMs}`;
}
