import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { codeOf } from "../error-code.ts";
import type { Finding } from "../finding.ts";
import { lookAt, type OwnPlace } from "./own-place.ts";
import { type OwnTarget, slugIn, type Target } from "./targets.ts";

/** No agent reads so much; a prompt is at most as long. */
const MAX_BYTES = 17 * 1024 * 1024;
const NOT_OURS = new Uint8Array();

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
      existing.set(file, await contentOf(root, file));
    }
  }
  return { targets: usable, existing, findings };
}

/** Every file that has the shape of the target's own, a person's among them. */
async function filesOf(root: string, target: OwnTarget): Promise<string[]> {
  const names = (await readdir(join(root, target.folder))).toSorted();
  const isFolder = target.ending.startsWith("/");
  const paths = names.map((name) => `${target.folder}${name}${isFolder ? target.ending : ""}`);
  const shaped = paths.filter((path) => slugIn(target, path) !== undefined);
  if (!isFolder) return shaped;
  const places = await Promise.all(shaped.map((path) => lookAt(root, path)));
  return shaped.filter((_path, index) => places[index] !== "nothing");
}

/** What is no plain file, or too large for one of ours, counts as a person's: it is never written or deleted. */
async function contentOf(root: string, path: string): Promise<Uint8Array> {
  if ((await lookAt(root, path)) !== "file") return NOT_OURS;
  const absolute = join(root, path);
  if ((await stat(absolute)).size > MAX_BYTES) return NOT_OURS;
  return await readFile(absolute).catch((error: unknown) => {
    if (codeOf(error) === "EACCES") return NOT_OURS;
    throw error;
  });
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
