import { constants, lstatSync, readdirSync, readlinkSync, symlinkSync, type Dirent } from "node:fs";
import { copyFile, mkdir, rm } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { codeOf } from "../../error-code.ts";
import { isCredentialsPath } from "../../credentials-path.ts";
import { liesIn } from "../../real-place.ts";

/** From one working tree into another; both absolute. */
export interface Way {
  readonly from: string;
  readonly to: string;
}

export interface CopyRules {
  /** `reflink`: by reference or not at all. `any`: by reference where the file system can. */
  readonly how: "reflink" | "any";
  /** With more than that, nothing of it is copied. */
  readonly most?: { readonly files: number; readonly bytes: number };
}

/** Why it was not copied; undefined when it was. */
export type NotCopied = string | undefined;

/**
 * Copies a file or a folder, by its path relative to both working trees. A link stays a link, and only where it leads to
 * something in its own working tree: through any other, work in one tree would change the other, or files of neither.
 * Never the registry's token.
 */
export async function copyIn(path: string, way: Way, { how, most }: CopyRules): Promise<NotCopied> {
  const source = join(way.from, path);
  if (!parentsAreFolders(way.from, path)) return "a link leads there";
  const target = join(way.to, path);
  if (lstatSync(target, { throwIfNoEntry: false }) !== undefined) return undefined; // git has brought it
  const entries = entriesOf(source, most);
  if (entries === undefined) return "too much to copy";
  const leadsOut = entries.find((one) => one.kind === "link" && linkFor(one.path, way) === undefined);
  if (leadsOut !== undefined)
    return `${relative(way.from, leadsOut.path)} is a link that leads out of the working tree`;
  try {
    for (const one of entries) await copyEntry(one, { way, how });
    return undefined;
  } catch (error) {
    await rm(target, { recursive: true, force: true });
    if (how === "reflink" && CANNOT_CLONE.includes(codeOf(error) ?? "")) return "the file system does not share blocks";
    throw error;
  }
}

const CANNOT_CLONE = ["ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EXDEV", "EINVAL", "ENOTTY"];

interface Entry {
  readonly path: string;
  readonly kind: "folder" | "file" | "link";
  readonly mode: number;
}

/** Parents first; undefined when there are too many. What is no file, folder or link is passed over. */
function entriesOf(source: string, most: CopyRules["most"]): Entry[] | undefined {
  const found: Entry[] = [];
  let bytes = 0;
  const waiting = [source];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined || isCredentialsPath(path)) continue;
    const kind = kindOf(stats);
    if (kind === undefined) continue;
    found.push({ path, kind, mode: stats.mode & 0o777 });
    bytes += kind === "file" ? stats.size : 0;
    if (most !== undefined && (found.length > most.files || bytes > most.bytes)) return undefined;
    if (kind === "folder") waiting.push(...readdirSync(path).map((name) => join(path, name)));
  }
  return found;
}

function kindOf(stats: Pick<Dirent, "isFile" | "isDirectory" | "isSymbolicLink">): Entry["kind"] | undefined {
  if (stats.isSymbolicLink()) return "link";
  if (stats.isDirectory()) return "folder";
  return stats.isFile() ? "file" : undefined;
}

async function copyEntry(
  { path, kind, mode }: Entry,
  { way, how }: { way: Way } & Pick<CopyRules, "how">,
): Promise<void> {
  const target = join(way.to, relative(way.from, path));
  if (kind === "folder") await mkdir(target, { recursive: true, mode: mode | 0o700 });
  else if (kind === "link") symlinkSync(linkFor(path, way) ?? "", target);
  else {
    await mkdir(dirname(target), { recursive: true });
    await copyFile(path, target, how === "reflink" ? constants.COPYFILE_FICLONE_FORCE : constants.COPYFILE_FICLONE);
  }
}

/** What the link has to say in the other working tree; undefined when it leads out of its own. */
function linkFor(path: string, { from, to }: Way): string | undefined {
  const said = readlinkSync(path);
  const place = resolve(dirname(path), said);
  if (!liesIn(from, place)) return undefined;
  return isAbsolute(said) ? join(to, relative(from, place)) : said;
}

function parentsAreFolders(top: string, path: string): boolean {
  for (let up = dirname(path); up !== "."; up = dirname(up))
    if (lstatSync(join(top, up), { throwIfNoEntry: false })?.isDirectory() !== true) return false;
  return true;
}
