import type { Advice } from "../../finding.ts";
import { listLibraryFiles } from "../../prompts/library.ts";
import { secretFindings } from "../../prompts/secrets.ts";
import type { Check } from "../check.ts";

/** Secrets in the prompt files of the library. */
export const secrets: Check = {
  id: "secrets",
  title: "Secrets in prompt files",
  async look({ root }) {
    const files = await listLibraryFiles(root);
    const findings: Advice[] = [];
    // One after the other: a library of thousands must not be in memory at once.
    for (const { path } of files) {
      findings.push(...(await secretFindings(path, { root })));
    }
    const found = findings.filter(({ code }) => code === "prompt.secret").length;
    const summary = `${found === 0 ? "none" : found} found; prompt files: ${files.length}`;
    return { summary, facts: { promptFiles: files.length, secrets: found }, findings };
  },
};
