import type { Advice } from "../../finding.ts";
import { NODE_VERSIONS } from "../../version.ts";
import { gitVersion } from "../../workspace/git.ts";
import { GET_GIT, GIT_VERSIONS } from "../../workspace/required-git.ts";
import type { Check } from "../check.ts";
import { holds } from "../../version-range.ts";

/** The programs that prompts-gpt itself runs on. */
export const programs: Check = {
  id: "programs",
  title: "Node and git",
  async look({ env }) {
    const git = (await gitVersion(env)) ?? null;
    const { node } = process.versions;
    const summary = `Node ${node}, ${git === null ? "no git" : `git ${git}`}`;
    return { summary, facts: { node, git }, findings: [...nodeFindings(node), ...gitFindings(git)] };
  },
};

function nodeFindings(version: string): Advice[] {
  if (holds(NODE_VERSIONS, version)) return [];
  const message = `Node ${version} is none of the versions that prompts-gpt is tested with: ${NODE_VERSIONS}.`;
  return [{ severity: "warning", code: "programs.node", message, fix: "Get the latest LTS from https://nodejs.org" }];
}

function gitFindings(version: string | null): Advice[] {
  const finding = { code: "programs.git", fix: GET_GIT };
  if (version === null) {
    const message =
      "There is no git, or it does not start: without it there are no snapshots, and no run with write access.";
    return [{ ...finding, severity: "error", message }];
  }
  if (holds(GIT_VERSIONS, version)) return [];
  const message = `git ${version} is too old: snapshots, and so runs with write access, take ${GIT_VERSIONS}.`;
  return [{ ...finding, severity: "error", message }];
}
