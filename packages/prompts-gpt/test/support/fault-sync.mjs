// Loaded with --import: counts every call that changes the disk, and every git that is started, in this process; kills it
// by SIGKILL at the n-th. FAULT_AT=<n>; FAULT_HOW=before (the call is not made), half (a write is made by half) or
// during (a git that was started has had FAULT_MS to do something). FAULT_LOG=<file> gets the number of calls at the end,
// FAULT_NAMES=<file> their names, one a line.
import childProcess from "node:child_process";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const at = Number(process.env.FAULT_AT ?? 0);
const how = process.env.FAULT_HOW ?? "before";
const names = [];

const { appendFileSync, writeFileSync } = fs;
const due = (name) => names.push(name) === at;
const die = () => process.kill(process.pid, "SIGKILL");

function half(name, args) {
  if (name !== "writeFileSync" && name !== "copyFileSync") return;
  const [file, data] = name === "writeFileSync" ? [args[0], Buffer.from(args[1])] : [args[1], fs.readFileSync(args[0])];
  writeFileSync(file, data.subarray(0, data.length / 2));
}

const changing =
  "writeFileSync renameSync copyFileSync mkdirSync rmSync rmdirSync unlinkSync symlinkSync chmodSync utimesSync linkSync truncateSync".split(
    " ",
  );
for (const name of changing) {
  const original = fs[name];
  fs[name] = (...args) => {
    if (!due(name)) return original(...args);
    if (how === "half") half(name, args);
    return die();
  };
}
const { spawn } = childProcess;
childProcess.spawn = (file, ...rest) => {
  if (file !== "git" || !due("spawn")) return spawn(file, ...rest);
  if (how === "during") {
    const child = spawn(file, ...rest);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(process.env.FAULT_MS ?? 2));
    void child;
  }
  return die();
};
process.on("exit", () => {
  if (process.env.FAULT_LOG) appendFileSync(process.env.FAULT_LOG, `${names.length}\n`);
  if (process.env.FAULT_NAMES) writeFileSync(process.env.FAULT_NAMES, names.join("\n"));
});
syncBuiltinESMExports();
