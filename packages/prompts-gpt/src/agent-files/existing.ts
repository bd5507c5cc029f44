import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { codeOf } from "../error-code.ts";
import type { Finding } from "../finding.ts";
import { lookAt, type OwnPlace } from "./own-place.ts";
import { type OwnTarget, slugIn, type Target } from "./targets.ts";

/** No agent reads so much; a prompt is at most as long. */
const MAX_BYTES = 17 * 1024 * 1024;
const NOT_OURS = new Uint8Array();
/** No link is followed, and no pipe waited for. Windows has neither. */
const ONLY_FILES = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** What stands where targets write, and the targets that can be written there. */
export interface Existing {
  readonly targets: readonly Target[];
  readonly existing: ReadonlyMap<string, Uint8Array>;
  readonly findings: readonly Finding[];
}

/** Reads what `planAgentFiles` needs to know. Behind a link nothing is read: such a target is left out, and said. */
export async function readExisting(root: string, targets: readonly Target[]): Promise<Existing> {
  const existing = new Map<string, Uint8Array>();
  const findings: Finding[] = [];
  const usable: Target[] = [];
  for (const target of targets) {
    const path = target.kind === "shared" ? target.path : target.folder.slice(0, -1);
    const wanted = target.kind === "shared" ? "file" : "folder";
    const place = await lookAt(root, path);
    if (place !== "nothing" && place !== wanted) {
      findings.push(notUsable(path, place, wanted));
      continue;
    }
    usable.push(target);
    if (place === "nothing") continue;
    for (const file of target.kind === "shared" ? [path] : await filesOf(root, target)) {
      const content = contentOf(join(root, file));
      if (content) existing.set(file, content);
    }
    if (target.kind === "shared" && existing.get(path) === NOT_OURS) {
      usable.pop();
      findings.push(notReadable(path));
    }
  }
  return { targets: usable, existing, findings };
}

/** Every path that has the shape of the target's own, whoever's it is; of a skill's, only in real folders. */
async function filesOf(root: string, target: OwnTarget): Promise<string[]> {
  const entries = await readdir(join(root, target.folder), { withFileTypes: true });
  const isFolder = target.ending.startsWith("/");
  const names = entries.filter((entry) => !isFolder || entry.isDirectory()).map(({ name }) => name);
  const paths = names.toSorted().map((name) => `${target.folder}${name}${isFolder ? target.ending : ""}`);
  return paths.filter((path) => slugIn(target, path) !== undefined);
}

/**
 * What is no plain file, may not be read, or is too large for one of ours counts as a person's: it is never written or
 * deleted. Without promises: these are thousands of small files, and waiting for each costs ten times the reading.
 */
export function contentOf(path: string): Uint8Array | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, ONLY_FILES);
    const info = fstatSync(file);
    return info.isFile() && info.size <= MAX_BYTES ? readFileSync(file) : NOT_OURS;
  } catch (error) {
    // ENOTDIR cannot be: the folder was looked at.
    return codeOf(error) === "ENOENT" ? undefined : NOT_OURS;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function notReadable(path: string): Finding {
  const message = "It may not be read, or is larger than 17 MiB: nothing was written there.";
  return { severity: "error", code: "agent-files.unreadable", file: path, message, fix: `ls -l ${path}` };
}

function notUsable(path: string, place: OwnPlace, wanted: "file" | "folder"): Finding {
  const isLink = place === "elsewhere";
  const message = isLink ? "It is a link, or stands behind one" : `It is no ${wanted}`;
  return {
    severity: "error",
    code: "agent-files.link",
    file: path,
    message: `${message}: nothing was written there.`,
    fix: isLink ? `Put a ${wanted} there, or leave it out of agentFiles.` : `Rename it, or leave it out of agentFiles.`,
  };
}
