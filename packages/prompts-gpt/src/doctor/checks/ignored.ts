import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Advice } from "../../finding.ts";
import { CREDENTIALS_FILE } from "../../registry/credentials.ts";
import { keepOutOfGit } from "../../registry/git-ignore.ts";
import { trackingBy } from "../../workspace/git.ts";
import { artifactsCover, coverArtifacts } from "../artifacts-cover.ts";
import type { Check, CheckPlace } from "../check.ts";

const FIX = "prompts-gpt doctor --fix";

/** Whether git leaves out what must not be shared: records of runs, and the token. */
export const ignored: Check = {
  id: "ignored",
  title: "What git leaves out",
  async look(place) {
    const { project } = place;
    const artifacts = project === undefined ? null : (await artifactsCover(place, project.artifactsDir)).state;
    const isOpen = await hasOpenToken(place);
    const findings: Advice[] = [];
    if (artifacts === "open" && project !== undefined) {
      const message = `git does not ignore ${project.artifactsDir}: only the .gitignore in each run keeps what agents printed out of a commit.`;
      findings.push({ severity: "warning", code: "ignored.artifacts", message, fix: FIX });
    }
    if (isOpen) {
      const message = `git does not ignore ${tokenFile(place)}: the next "git add ." takes the token along.`;
      findings.push({ severity: "error", code: "ignored.credentials", message, fix: FIX });
    }
    const summary = findings.length === 0 ? "records and token" : "not all of it";
    return { summary, facts: { artifacts, credentials: isOpen ? "open" : "ignored" }, findings };
  },
  async fix(place) {
    const fixed = await coverArtifacts(place);
    if (!(await hasOpenToken(place))) return fixed;
    await keepOutOfGit(tokenFile(place), trackingBy(place.env).isIgnored);
    return [...fixed, `${join(place.root, ".prompts-gpt/.gitignore")}: added ${CREDENTIALS_FILE}*`];
  },
};

/** Of a file that is tracked the check `credentials` speaks: no line helps against that. */
async function hasOpenToken(place: CheckPlace): Promise<boolean> {
  const path = tokenFile(place);
  if (!existsSync(path)) return false;
  const { isIgnored, isTracked } = trackingBy(place.env);
  return (await isIgnored(path)) === false && !(await isTracked(path));
}

function tokenFile({ root }: CheckPlace): string {
  return join(root, ".prompts-gpt", CREDENTIALS_FILE);
}
