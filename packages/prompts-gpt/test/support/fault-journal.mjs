// Loaded with --import: kills the process, by SIGKILL, at the n-th time that it adds to a journal whose path matches.
// FAULT_JOURNAL=<regular expression>; FAULT_AT=<n>; FAULT_HOW=before (nothing is written), half, or after (all is, nothing follows).
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const matches = new RegExp(process.env.FAULT_JOURNAL);
const at = Number(process.env.FAULT_AT);
const how = process.env.FAULT_HOW;
let count = 0;

const open = fs.promises.open;
fs.promises.open = async (path, ...args) => {
  const file = await open(path, ...args);
  if (!matches.test(String(path))) return file;
  const append = file.appendFile.bind(file);
  file.appendFile = async (data) => {
    if (++count !== at) return append(data);
    if (how === "half") await file.write(Buffer.from(data).subarray(0, data.length / 2));
    if (how === "after") await append(data);
    process.kill(process.pid, "SIGKILL");
    return new Promise(() => {});
  };
  return file;
};
syncBuiltinESMExports();
