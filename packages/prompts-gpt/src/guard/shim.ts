import { createHash } from "node:crypto";
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, delimiter, join } from "node:path";
import { capture, type Env } from "../process/spawn.ts";
import { which } from "../process/which.ts";
import { userStateFolder } from "../user-folders.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { bashEnvScript, placesIn, type ShimParts, shimScript } from "./shim-script.ts";

/** The shim as it stands on the disk. */
export interface Shim {
  readonly folder: string;
  /** The git behind it. */
  readonly git: string;
  /** Git's own folder of commands; "" when git does not say. */
  readonly own: string;
}

/**
 * The shim for the git that `env` finds; made once for each git, Node and version of ours. Undefined when there is no git.
 * Throws what the system says when there is no place for it.
 */
export async function makeShim(env: Env, { check }: { readonly check: string }): Promise<Shim | undefined> {
  const git = realGit(env);
  if (git === undefined) return undefined;
  const { mtimeMs, size } = statSync(git);
  const parts = { git, node: process.execPath, check };
  const made = JSON.stringify([mtimeMs, size, shimScript({ ...parts, folder: "" }), bashEnvScript("")]);
  const folder = join(shimsFolder(env), createHash("sha256").update(made).digest("hex").slice(0, 16));
  if (!isWhole({ folder, git }, parts)) {
    await oneAtATime(`${folder}.lock`, async () => {
      if (!isWhole({ folder, git }, parts)) build({ ...parts, folder, own: await execPath(git, env) });
    });
  }
  return { folder, git, own: readFileSync(join(folder, OWN), "utf8") };
}

/** In the shim's folder: where git's own commands stand. */
const OWN = "exec-path";

/** Whether it still is what we made: an agent may have put something else in its place. */
export function isWhole(
  { folder, git }: Pick<Shim, "folder" | "git">,
  { node, check }: Pick<ShimParts, "node" | "check">,
): boolean {
  const script = shimScript({ git, folder, node, check });
  const { bin, exec, bashEnv } = placesIn(folder);
  const shims = [join(bin, "git"), join(exec, "git")];
  try {
    if (readFileSync(bashEnv, "utf8") !== bashEnvScript(folder)) return false;
    return shims.every((file) => readFileSync(file, "utf8") === script && (statSync(file).mode & 0o111) === 0o111);
  } catch {
    return false;
  }
}

function shimsFolder(env: Env): string {
  return join(userStateFolder(env), "guard/shims");
}

/** The git that `env` finds. Ours is passed over: a run may be part of another one. */
export function realGit(env: Env): string | undefined {
  const ours = shimsFolder(env);
  const folders = (env["PATH"] ?? "").split(delimiter).filter((folder) => !folder.startsWith(ours));
  return which("git", { ...env, PATH: folders.join(delimiter) });
}

async function execPath(git: string, env: Env): Promise<string> {
  const { GIT_EXEC_PATH: _, ...rest } = env;
  const { stdout } = await capture({ file: git, args: ["--exec-path"] }, { cwd: "/", env: rest, limitMs: 10_000 });
  return stdout.toString("utf8").trim();
}

interface Parts extends ShimParts {
  /** Git's own exec path. */
  readonly own: string;
}

/** Under another name first: another run may be looking for it. */
function build({ own, ...parts }: Parts): void {
  const draft = `${parts.folder}.${process.pid}.tmp`;
  const { bin, exec, rules, bashEnv } = placesIn(draft);
  rmSync(draft, { recursive: true, force: true });
  for (const folder of [bin, exec]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, "git"), shimScript(parts), { mode: 0o755 });
    chmodSync(join(folder, "git"), 0o755); // whatever the umask
  }
  for (const name of own === "" ? [] : readdirSync(own)) {
    if (name === "git") continue;
    const real = realpathSync(join(own, name));
    // `git-reset` is git by another name, and the shim's too.
    symlinkSync(basename(real) === "git" ? "git" : real, join(exec, name));
  }
  writeFileSync(rules, "");
  writeFileSync(bashEnv, bashEnvScript(parts.folder));
  writeFileSync(join(draft, OWN), own);
  rmSync(parts.folder, { recursive: true, force: true });
  renameSync(draft, parts.folder);
}
