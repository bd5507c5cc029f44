import type { Checkup } from "../../src/index.ts";
import { type CliOptions, type Project, tempProject } from "./project.ts";

/** A project that `doctor` has nothing to say about. */
export function readyProject(files: Readonly<Record<string, string>> = {}): Promise<Project> {
  return tempProject({ ".gitignore": ".scripts/\n", ...files });
}

/** What `doctor --json` says, taken apart. */
export async function doctor(project: Project, options: CliOptions & { readonly flags?: readonly string[] } = {}) {
  const { exitCode, stdout } = await project.start(["doctor", "--json", ...(options.flags ?? [])], options).ended;
  const found = JSON.parse(stdout) as Checkup & { schemaVersion: number };
  const findings = found.checks.flatMap((check) => check.findings);
  const of = (id: string) => found.checks.find((check) => check.id === id);
  return {
    exitCode,
    stdout,
    found,
    findings,
    codes: findings.map(({ code }) => code),
    fixed: found.checks.flatMap(({ fixed }) => fixed),
    facts: (id: string) => of(id)?.facts,
    summary: (id: string) => of(id)?.summary,
  };
}
