import { type Check, NO_CONFIG } from "../check.ts";

/** What the repository's configuration would execute, and nobody has accepted. */
export const trust: Check = {
  id: "trust",
  title: "Trust in the repository's configuration",
  async look({ project }) {
    if (project === undefined) return NO_CONFIG;
    const { untrusted } = project.loaded;
    const facts = { untrusted: untrusted.length };
    const [first] = untrusted;
    if (first === undefined) return { summary: "nothing waits to be accepted", facts, findings: [] };
    const keys = untrusted.map(({ key }) => key).join(", ");
    const message = `Nobody has accepted what it would execute (${keys}), so that is left out, and a run that needs it ends with exit 2.`;
    const fix = "prompts-gpt trust";
    return {
      summary: `${untrusted.length} not accepted`,
      facts,
      findings: [{ severity: "warning", code: "trust.untrusted", file: first.file, message, fix }],
    };
  },
};
