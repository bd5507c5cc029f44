import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseJsonText } from "../../config/json-text.ts";
import { isMap } from "../../is-map.ts";
import { userConfigFolder } from "../../user-folders.ts";
import type { Check, CheckPlace } from "../check.ts";
import { guardTried } from "../guard-tried.ts";
import { notReady, ready } from "./remote-result.ts";

const code = "remote.guard";
const KEY = "disallowDestructiveGit";
const FLAG = "--allow-destructive-git";
const ELSEWHERE = `export XDG_STATE_HOME="$(mktemp -d)"   (or a folder that this user can write and start programs in)`;
const WORKFLOWS = ".github/workflows";

/** Whether the guard of git holds on this machine, and neither configuration nor the CI's own scripts switch it off. */
export const destructiveGit: Check = {
  id: code,
  title: "Protection against destructive git",
  async look(place) {
    const off = [...(await configFindings(place)), ...(await scriptFindings(place))];
    if (off.length > 0) return notReady("switched off", off);
    const { problem } = await guardTried(place);
    if (problem === undefined) return ready("tried, and it holds");
    return notReady("does not hold", [{ code, message: problem.message, fix: problem.fix ?? ELSEWHERE }]);
  },
};

/** Any of the files that says so, also one that another overrules or that is not accepted yet. */
async function configFindings({ root, env }: CheckPlace) {
  const files = [join(userConfigFolder(env), "config.json")].concat(
    ["config.json", "config.local.json"].map((name) => join(".prompts-gpt", name)),
  );
  const findings = [];
  for (const file of files) {
    const json = parseJsonText(await textOf(root, file));
    if (!json.ok || !isMap(json.value) || json.value[KEY] !== false) continue;
    const message = `"${KEY}" is false: nothing holds an agent back that destroys work or history.`;
    findings.push({ code, file, line: json.lineOf([KEY]), message, fix: `Write "${KEY}": true, or take it out` });
  }
  return findings;
}

async function scriptFindings({ root }: CheckPlace) {
  const workflows = await readdir(join(root, WORKFLOWS)).catch(() => []); // another CI
  const files = [
    "package.json",
    ".gitlab-ci.yml",
    ...workflows.filter((name) => /\.ya?ml$/.test(name)).map((name) => join(WORKFLOWS, name)),
  ];
  const findings = [];
  for (const file of files) {
    const lines = (await textOf(root, file)).split("\n");
    const at = lines.findIndex((line) => line.includes(FLAG) && !line.trimStart().startsWith("#"));
    if (at < 0) continue;
    const message = `A run is started with ${FLAG}: nothing holds its agent back from destroying work or history.`;
    findings.push({ code, file, line: at + 1, message, fix: `Take ${FLAG} out of that line` });
  }
  return findings;
}

/** Empty for a file that is not there, or that nobody could read. */
function textOf(root: string, file: string): Promise<string> {
  return readFile(resolve(root, file), "utf8").catch(() => "");
}
