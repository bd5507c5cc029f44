import { execFileSync } from "node:child_process";
import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { tempProject } from "../../../support/project.ts";

/** A repository with one commit of these files, and git in it. */
export async function laneProject(files: Readonly<Record<string, string | Uint8Array>> = {}) {
  const project = await tempProject(files);
  const gitAt = (cwd: string, ...args: string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.org", ...args], {
      cwd,
      env: project.env,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    }).trimEnd();
  return {
    ...project,
    gitAt,
    git: (...args: string[]) => gitAt(project.path, ...args),
    commitAll(message = "more") {
      gitAt(project.path, "add", "--all");
      gitAt(project.path, "commit", "-qm", message);
    },
    [Symbol.asyncDispose]: () => project[Symbol.asyncDispose](),
  };
}

/** Every file and link below a folder with its mode and bytes; what stands in `.git` apart. */
export function filesOf(top: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const entry of readdirSync(top, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(top.length + 1);
    if (name === ".git" || name.startsWith(".git/") || entry.isDirectory()) continue;
    const { mode } = lstatSync(path);
    const content = entry.isSymbolicLink() ? readlinkSync(path) : readFileSync(path).toString("base64");
    found[name] = `${mode.toString(8)} ${content}`;
  }
  return found;
}
