import { artifactsCover, coverArtifacts } from "../artifacts-cover.ts";
import { type Check, NO_CONFIG } from "../check.ts";
import { notReady, ready } from "./remote-result.ts";

const code = "remote.artifacts-ignored";

/** Whether git leaves out the records of runs, whatever a step of the CI adds and pushes. */
export const artifactsIgnored: Check = {
  id: code,
  title: "Records of runs stay out of git",
  async look(place) {
    if (place.project === undefined) return NO_CONFIG;
    const { artifactsDir } = place.project;
    const { state, line } = await artifactsCover(place, artifactsDir);
    if (state !== "open") return ready(state === "ignored" ? "git ignores them" : "outside of every repository");
    const message = `git does not ignore ${artifactsDir}: a step that commits can publish what agents read and printed.`;
    const fix = "prompts-gpt doctor --remote --fix   (then commit .gitignore)";
    return notReady(`no line such as ${line}`, [{ code, message, fix }]);
  },
  fix: coverArtifacts,
};
