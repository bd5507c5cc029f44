import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { CREDENTIALS_FILE } from "../../registry/credentials.ts";
import { isTracked } from "../../workspace/git.ts";
import type { Check, CheckPlace } from "../check.ts";
import { shellWord } from "../../shell-word.ts";
import { notReady, ready } from "./remote-result.ts";

const code = "remote.credentials-file";

/** Whether a token lies in the checkout, where every step of the CI and every cache gets it. */
export const credentialsFile: Check = {
  id: code,
  title: "No file with a token",
  async look(place) {
    const paths = filesWithTokens(place);
    const findings = await Promise.all(paths.map((path) => findingOf(path, place)));
    return findings.length === 0 ? ready("none") : notReady("a token lies in the checkout", findings);
  },
};

/** Drafts and copies put aside hold one too. */
function filesWithTokens({ root }: CheckPlace): string[] {
  const folder = join(root, ".prompts-gpt");
  if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) return [];
  return readdirSync(folder)
    .filter((name) => name.startsWith(CREDENTIALS_FILE))
    .map((name) => join(folder, name));
}

async function findingOf(path: string, { root, env }: CheckPlace) {
  const file = shellWord(path);
  if (await isTracked(path, env)) {
    const message = `git tracks ${path}: everybody who has the repository has the token, and the history keeps it.`;
    const fix = `git -C ${shellWord(root)} rm -qf ${file}   (and get a new token: this one is known)`;
    return { code, message, fix };
  }
  const mode = lstatSync(path).mode & 0o777;
  const others = (mode & 0o077) === 0 ? "" : `, open to other users (mode ${mode.toString(8)}),`;
  const message = `${path}${others} lies in the checkout: caches, images and every step of the CI get the token.`;
  return { code, message, fix: `rm -f ${file}` };
}
