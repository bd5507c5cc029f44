import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync, readSync } from "node:fs";
import { dirname, join } from "node:path";
import { codeOf } from "../error-code.ts";
import type { Finding } from "../finding.ts";
import { type ExistingFiles, UNREAD } from "./agent-file.ts";
import { lookAt, type OwnPlace } from "./own-place.ts";
import { type OwnTarget, slugIn, type Target } from "./targets.ts";

/** No agent reads so much; a prompt is at most as long. */
const MAX_BYTES = 17 * 1024 * 1024;
/** No link is followed, and no pipe waited for. Windows has neither. */
const ONLY_FILES = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** What stands where targets write, and the targets that can be written there. */
export interface Existing {
  readonly targets: readonly Target[];
  readonly existing: ExistingFiles;
  readonly findings: readonly Finding[];
}

/** Looks for what `planAgentFiles` needs to know; a file is read each time it is asked for, and not kept. Behind a link nothing is read: such a target is left out, and said. */
export function readExisting(root: string, targets: readonly Target[]): Existing {
  const paths = new Set<string>();
  const unread = new Set<string>();
  const findings: Finding[] = [];
  const usable: Target[] = [];
  for (const target of targets) {
    const path = target.kind === "shared" ? target.path : target.folder.slice(0, -1);
    const wanted = target.kind === "shared" ? "file" : "folder";
    const place = lookAt(root, path);
    const files = place === wanted ? filesAt(root, target) : [];
    if ((place !== "nothing" && place !== wanted) || files === undefined) {
      const finding = files === undefined ? notReadable(path) : notUsable(path, place, wanted);
      // Of two targets in one folder the first has said it.
      if (!findings.some(({ file }) => file === path)) findings.push(finding);
      continue;
    }
    usable.push(target);
    for (const { file, isBehind } of files) {
      paths.add(file);
      if (isBehind) unread.add(file);
    }
  }
  const get = (path: string) => (unread.has(path) ? UNREAD : paths.has(path) ? contentOf(join(root, path)) : undefined);
  return { targets: usable, existing: { keys: () => paths.keys(), get }, findings };
}

interface Found {
  readonly file: string;
  /** A link, or what is no folder: nothing is read there. */
  readonly isBehind: boolean;
}

/** Undefined: they cannot be seen. */
function filesAt(root: string, target: Target): Found[] | undefined {
  if (target.kind === "shared") return [{ file: target.path, isBehind: false }];
  try {
    return filesOf(root, target);
  } catch (error) {
    if (codeOf(error) === "EACCES" || codeOf(error) === "EPERM") return undefined;
    throw error;
  }
}

/** Every path that has the shape of the target's own, whoever's it is. */
function filesOf(root: string, target: OwnTarget): Found[] {
  const entries = readdirSync(join(root, target.folder), { withFileTypes: true });
  const isFolder = target.ending.startsWith("/");
  const found = entries.map((entry) => {
    const file = `${target.folder}${entry.name}${isFolder ? target.ending : ""}`;
    return { file, isBehind: isFolder && !(entry.isDirectory() && isReachable(root, target, file)) };
  });
  return found.filter(({ file }) => slugIn(target, file) !== undefined).toSorted((a, b) => (a.file < b.file ? -1 : 1));
}

/** In a folder of a skill's folder, which may be a link where the skill's own is none. */
function isReachable(root: string, { ending }: OwnTarget, file: string): boolean {
  if (ending.lastIndexOf("/") === 0) return true;
  const place = lookAt(root, dirname(file));
  return place === "folder" || place === "nothing";
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
    return info.isFile() && info.size <= MAX_BYTES ? readAll(file, info.size) : UNREAD;
  } catch (error) {
    // ENOTDIR cannot be: the folder was looked at.
    return codeOf(error) === "ENOENT" ? undefined : UNREAD;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** One call where reading until the end takes two and another look at the size; who grows meanwhile is read on. */
function readAll(file: number, size: number): Uint8Array {
  const bytes = Buffer.allocUnsafe(size + 1);
  const read = readSync(file, bytes);
  const start = bytes.subarray(0, read);
  return read === size ? start : Buffer.concat([start, readFileSync(file)]);
}

function notReadable(path: string): Finding {
  const message = "This user may not look into it: nothing was written there.";
  const fix = `chmod u+rwx ${path}`;
  return { severity: "error", code: "agent-files.unreadable", file: path, message, fix };
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
