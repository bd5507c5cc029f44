import { lstatSync } from "node:fs";
import { join } from "node:path";
import { CREDENTIALS_FILE } from "../../registry/credentials.ts";
import { credentialsStatus } from "../../registry/credentials-status.ts";
import { loadCredentials } from "../../registry/store.ts";
import { trackingBy } from "../../workspace/git.ts";
import type { Check, CheckPlace } from "../check.ts";
import { shellWord } from "../../shell-word.ts";

/** The registry's token: where it is and where it may go, never the token. */
export const credentials: Check = {
  id: "credentials",
  title: "Credentials for a registry",
  async look(place) {
    const { root, env } = place;
    const mode = await openMode(place);
    if (mode !== undefined) return openFile(tokenFile(root), mode);
    const { tokenFrom, apiUrl, findings } = await credentialsStatus(root, { env, git: trackingBy(env) });
    const summary = tokenFrom === null ? "no token" : `a token (${tokenFrom}) for ${apiUrl ?? "no URL"}`;
    return { summary, facts: { tokenFrom, apiUrl }, findings };
  },
  async fix(place) {
    if ((await openMode(place)) === undefined) return [];
    await loadCredentials(place.root, trackingBy(place.env)); // which closes it first
    return [`${tokenFile(place.root)}: mode 600`];
  },
};

/** To read it would close it: that is for `--fix`, and for those who use it. */
function openFile(path: string, mode: number) {
  const message = `Other users can read ${path} (mode ${mode.toString(8)}), and the token in it; it is closed when it is next read.`;
  return {
    summary: "a file that others can read",
    facts: { tokenFrom: null, apiUrl: null },
    findings: [
      { severity: "warning", code: "credentials.open", message, fix: `chmod 600 ${shellWord(path)}` },
    ] as const,
  };
}

/** Of a file of our own that is open to others; of any other the look itself says what is wrong with it. */
async function openMode({ root, env }: CheckPlace): Promise<number | undefined> {
  const path = tokenFile(root);
  const user = process.geteuid?.(); // Windows: modes mean nothing there
  const info = lstatSync(path, { throwIfNoEntry: false });
  const isOwn = info?.isFile() === true && info.uid === user && info.nlink === 1;
  if (info === undefined || !isOwn || (info.mode & 0o077) === 0) return undefined;
  return (await trackingBy(env).isTracked(path)) ? undefined : info.mode & 0o777;
}

function tokenFile(root: string): string {
  return join(root, ".prompts-gpt", CREDENTIALS_FILE);
}
