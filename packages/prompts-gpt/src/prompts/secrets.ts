import type { Advice } from "../finding.ts";
import { inspectPromptFile } from "./prompt-file.ts";

/** Secrets in the prompt file at `path`: kind and line, never the secret. A file that cannot be read is a finding too. */
export function secretFindings(path: string, { root }: { readonly root: string }): Promise<Advice[]> {
  return inspectPromptFile(path, { root, look: secretsInText });
}

/** The same for a text; `file` is how findings call it. */
export async function secretsInText(text: string, file: string): Promise<Advice[]> {
  // Larger than all the other checks together: only who looks for secrets loads it.
  const { lintSecrets } = await import("./secretlint.ts");
  return (await lintSecrets(text)).map(({ kind, line }) => ({
    severity: "error",
    code: "prompt.secret",
    file,
    line,
    message: `This looks like a secret (${kind}): whoever gets the prompt gets it too.`,
    fix: "Take it out, and get a new one where it was issued. Only an example? End the line with <!-- secretlint-disable-line -->",
  }));
}
