/**
 * Makes a sample for the tests out of a run: node scripts/sample-from-run.mjs RUN_DIRECTORY AGENT/NAME
 *
 * For an agent that is not built in yet: run it as a custom provider, with "output": "text", and this keeps what it
 * printed. Folders of this machine are replaced; look through the sample for anything else that is yours.
 */
import { saveRun } from "./save-sample.mjs";

const [runDir, target = ""] = process.argv.slice(2);
const [agent, name = ""] = target.split("/");
if (!runDir || !/^[\w-]+$/.test(agent) || !/^[\w.-]+$/.test(name))
  throw new Error("Type: node scripts/sample-from-run.mjs .scripts/runs/<run id> <agent>/<name>");

console.log(saveRun(agent, name, { runDir }));
