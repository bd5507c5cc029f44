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
import { type ShimParts, shimScript } from "./shim-script.ts";

/** The shim as it stands on the disk. */
export interface Shim {
  /** To be first on the agent's PATH. */
  readonly bin: string;
  readonly exec: string;
  /** The git behind it. */
  readonly git: string;
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
  const made = JSON.stringify([mtimeMs, size, shimScript({ ...parts, exec: "" })]);
  const folder = join(shimsFolder(env), createHash("sha256").update(made).digest("hex").slice(0, 16));
  const shim = { bin: join(folder, "bin"), exec: join(folder, "exec"), git };
  if (isWhole(shim, parts)) return shim;
  return oneAtATime(`${folder}.lock`, async () => {
    if (!isWhole(shim, parts)) build(folder, { ...parts, exec: shim.exec, own: await execPath(git, env) });
    return shim;
  });
}

/** Whether it still is what we made: an agent may have put something else in its place. */
export function isWhole({ bin, exec, git }: Shim, { node, check }: Pick<ShimParts, "node" | "check">): boolean {
  const script = shimScript({ git, exec, node, check });
  return [bin, exec].every((folder) => {
    const file = join(folder, "git");
    try {
      return readFileSync(file, "utf8") === script && (statSync(file).mode & 0o111) === 0o111;
    } catch {
      return false;
    }
  });
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
function build(folder: string, { own, ...parts }: Parts): void {
  const draft = `${folder}.${process.pid}.tmp`;
  rmSync(draft, { recursive: true, force: true });
  for (const name of ["bin", "exec"]) {
    mkdirSync(join(draft, name), { recursive: true, mode: 0o700 });
    writeFileSync(join(draft, name, "git"), shimScript(parts), { mode: 0o755 });
    chmodSync(join(draft, name, "git"), 0o755); // whatever the umask
  }
  for (const name of own === "" ? [] : readdirSync(own)) {
    if (name === "git") continue;
    const real = realpathSync(join(own, name));
    // `git-reset` is git by another name, and the shim's too.
    symlinkSync(basename(real) === "git" ? "git" : real, join(draft, "exec", name));
  }
  rmSync(folder, { recursive: true, force: true });
  renameSync(draft, folder);
}
