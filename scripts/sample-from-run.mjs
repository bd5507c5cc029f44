/**
 * Makes a sample for the tests out of a run: node scripts/sample-from-run.mjs RUN_DIRECTORY AGENT/NAME
 *
 * For an agent that is not built in yet: run it as a custom provider, with "output": "text", and this keeps what it
 * printed. Folders of this machine are replaced; look through the sample for anything else that is yours.
 */
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { neutral, saveSample } from "./save-sample.mjs";

const [runDir, target = ""] = process.argv.slice(2);
const [agent, name] = target.split("/");
if (!runDir || !/^[\w-]+$/.test(agent) || !/^[\w.-]+$/.test(name ?? ""))
  throw new Error("Type: node scripts/sample-from-run.mjs .scripts/runs/<run id> <agent>/<name>");

const { cwd, agentExit } = JSON.parse(readFileSync(join(runDir, "meta.json"), "utf8"));
const log = neutral(readFileSync(join(runDir, "output.log"), "utf8"), [
  [cwd, "/home/user/project"],
  [homedir(), "/home/user"],
]);
// The log holds both streams, and agents that tell events tell nothing else on standard output.
const all = log.split("\n").filter((line) => line.trim() !== "");
const lines = all.filter((line) => line.trimStart().startsWith("{"));
const stderr = all.filter((line) => !lines.includes(line)).map((line) => `${line}\n`);
console.log(saveSample(agent, name, { lines, ending: { exit: agentExit, stderr: stderr.join("") } }));
