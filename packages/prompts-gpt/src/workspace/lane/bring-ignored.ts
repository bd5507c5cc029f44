import { constants, existsSync } from "node:fs";
import { copyFile, rm } from "node:fs/promises";
import { isAbsolute, join, normalize } from "node:path";
import { ConfigError } from "../../errors.ts";
import { randomBytes } from "node:crypto";
import { nameOf, textOf } from "../snapshot/byte-path.ts";
import { isDependencyFolder } from "../snapshot/dependency-folder.ts";
import { ownGitDir } from "../snapshot/git-dirs.ts";
import { type CopyRules, copyIn, type Way } from "./copy-in.ts";
import { type GitIn, nulSplit } from "./git-in.ts";

/** Dependencies up to that are copied where blocks cannot be shared; what is more is for the set-up commands to get. */
const SMALL = { files: 5000, bytes: 64 * 1024 ** 2 };

export interface Bringing {
  readonly way: Way;
  /** In the user's working tree. */
  readonly user: GitIn;
  /** Files and folders that the configuration names, relative to the top. */
  readonly copy: readonly string[];
}

/**
 * Brings in what git ignores and an agent needs all the same: `.env` files, what the configuration names, and dependencies.
 * Tells what was left out.
 */
export async function bringIgnored({ way, user, copy }: Bringing): Promise<string[]> {
  const args = ["ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z"];
  const ignored = nulSplit(await user.bytes(args)).map((path) => ({ path, name: nameOf(path.replace(/\/$/, "")) }));
  const envFiles = ignored.filter(({ path, name }) => name.startsWith(".env") && !path.endsWith("/"));
  const folders = ignored.filter(({ path, name }) => path.endsWith("/") && isDependencyFolder(name));
  const missing: string[] = [];
  const bring = async (path: string, rules: CopyRules) => {
    const why = await copyIn(path, way, rules);
    if (why !== undefined) missing.push(`${path}: ${why}`);
  };
  const named = copy.map((path) => checked(path, way.from));
  for (const path of [...envFiles.map((one) => textOf(one.path)), ...named]) await bring(path, { how: "any" });
  const rules: CopyRules = (await sharesBlocks(way)) ? { how: "reflink" } : { how: "any", most: SMALL };
  for (const path of folders.map((one) => textOf(one.path.replace(/\/$/, ""))))
    if (existsSync(join(way.from, path, "pyvenv.cfg")))
      missing.push(`${path}: its programs name the folder they stand in`);
    else await bring(path, rules);
  return missing;
}

function checked(path: string, top: string): string {
  const plain = normalize(path).replace(/\/$/, "");
  if (!isAbsolute(plain) && plain !== "." && !plain.split("/").some((part) => part === ".." || part === ".git"))
    return plain;
  const message = `worktree.copy: "${path}" is no path below ${top}.`;
  throw new ConfigError(message, 'Name files and folders of the project, as in: [".env.local", "certificates"]');
}

/** Tried once for each lane, with a file that every repository has: the two may stand on different file systems. */
async function sharesBlocks({ from, to }: Way): Promise<boolean> {
  const target = join(to, `.prompts-gpt-${randomBytes(6).toString("hex")}`);
  try {
    await copyFile(join(ownGitDir(from) ?? "", "index"), target, constants.COPYFILE_FICLONE_FORCE);
    return true;
  } catch {
    return false; // whatever the reason is: then they are copied, or left out
  } finally {
    await rm(target, { force: true });
  }
}
