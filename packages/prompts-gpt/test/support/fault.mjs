// Loaded with --import: counts what a process does to the disk and kills it, by SIGKILL, at the n-th time.
// FAULT_AT=<n>; FAULT_HOW=before (the call is not made) or half (a write is made by half).
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const at = Number(process.env.FAULT_AT);
const half = process.env.FAULT_HOW === "half";
let count = 0;

const due = () => ++count === at;
const die = () => process.kill(process.pid, "SIGKILL");

for (const name of ["writeFile", "rename", "rm"]) {
  const original = fs.promises[name];
  fs.promises[name] = (...args) => (due() ? die() : original(...args));
}
for (const name of ["mkdirSync", "writeFileSync"]) {
  const original = fs[name];
  fs[name] = (...args) => (due() ? die() : original(...args));
}
const open = fs.promises.open;
fs.promises.open = async (...args) => {
  if (due()) die();
  const file = await open(...args);
  const { prototype } = file.constructor;
  if (prototype.patched) return file;
  for (const name of ["appendFile", "writeFile", "datasync", "sync"]) {
    const original = prototype[name];
    prototype[name] = async function (...inner) {
      if (!due()) return original.apply(this, inner);
      const data = Buffer.from(inner[0] ?? "");
      if (half && data.length > 1) await this.write(data.subarray(0, data.length / 2));
      return die();
    };
  }
  prototype.patched = true;
  return file;
};
syncBuiltinESMExports();
