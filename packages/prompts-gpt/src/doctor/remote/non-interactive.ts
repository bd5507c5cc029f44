import type { Check, CheckPlace } from "../check.ts";
import { notReady, ready } from "./remote-result.ts";

const code = "remote.non-interactive";

/** Whether a run would start without asking anybody anything. */
export const nonInteractive: Check = {
  id: code,
  title: "Non-interactive execution",
  async look(place) {
    const findings = [...askingFindings(place), ...configFindings(place)];
    return findings.length === 0 ? ready("nothing is asked") : notReady("a run would ask, or not start", findings);
  },
};

function askingFindings({ isCI }: CheckPlace) {
  if (isCI) return [];
  const message = "CI is not set: where there is a terminal, prompts-gpt would ask and wait for an answer.";
  return [{ code, message, fix: "export CI=true" }];
}

function configFindings({ project }: CheckPlace) {
  if (project === undefined) {
    const message = "The configuration does not hold: every run ends with exit 2.";
    return [{ code, message, fix: "prompts-gpt validate" }];
  }
  const [first] = project.loaded.untrusted;
  if (first === undefined) return [];
  const message = `Nobody has accepted ${first.key} here, and nobody can be asked: a run that needs it ends with exit 2.`;
  return [{ code, file: first.file, message, fix: "prompts-gpt trust --yes" }];
}
