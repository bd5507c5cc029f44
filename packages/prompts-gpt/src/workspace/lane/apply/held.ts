import { createHash } from "node:crypto";
import {
  chmodSync,
  constants,
  copyFileSync,
  createReadStream,
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
} from "node:fs";
import { join } from "node:path";
import { sha256 } from "../../../sha256.ts";
import { writeWhole } from "../../../write-whole.ts";
import { type BytePath, bytePath, onDisk } from "../../snapshot/byte-path.ts";
import { hasRealParents, join as joinBytes, kindOf, statOf } from "../../snapshot/stat.ts";

/** A file or a link as it stood, or is to stand; its bytes are in a file of the name `content`. */
export interface Held {
  readonly kind: "file" | "link";
  /** Permission bits; of a link 0. */
  readonly mode: number;
  /** SHA-256 of the bytes, or of where the link points. */
  readonly content: string;
}

/** What stands at a path of the tree; null when nothing does, "else" for a folder or what may not be looked at. */
export async function lookAt(top: string, path: BytePath): Promise<Held | null | "else"> {
  const root = bytePath(top);
  if (!hasRealParents(root, path)) return "else";
  const stats = statOf(root, path);
  if (stats === undefined) return null;
  const file = onDisk(joinBytes(root, path));
  switch (kindOf(stats)) {
    case "file":
      return { kind: "file", mode: stats.mode & 0o777, content: await sumOf(file) };
    case "link":
      return { kind: "link", mode: 0, content: sha256(readlinkSync(file, "buffer")) };
    default:
      return "else";
  }
}

export function isEqual(one: Held | null | "else", other: Held | null | "else"): boolean {
  if (one === null || other === null || one === "else" || other === "else") return one === other;
  return one.kind === other.kind && one.mode === other.mode && one.content === other.content;
}

/** Keeps what stands there, to be able to bring it back. */
export function holdPresent(top: string, { path, held, folder }: { path: BytePath; held: Held; folder: string }): void {
  const file = onDisk(joinBytes(bytePath(top), path));
  if (held.kind === "link") holdBytes(readlinkSync(file, "buffer"), { kind: "link", mode: 0, folder });
  else if (!existsSync(join(folder, held.content))) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    copyFileSync(file, join(folder, held.content), constants.COPYFILE_FICLONE);
  }
}

/** Keeps bytes that are to stand somewhere. */
export function holdBytes(bytes: Buffer, { folder, ...how }: Pick<Held, "kind" | "mode"> & { folder: string }): Held {
  const held = { ...how, content: sha256(bytes) };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!existsSync(join(folder, held.content))) writeWhole(join(folder, held.content), bytes);
  return held;
}

/** Makes it, where nothing stands. */
export function makeHeld({ kind, mode, content }: Held, { folder, to }: { folder: string; to: string | Buffer }): void {
  if (kind === "link") return symlinkSync(readFileSync(join(folder, content)), to);
  copyFileSync(join(folder, content), to, constants.COPYFILE_FICLONE);
  chmodSync(to, mode);
}

async function sumOf(file: string | Buffer): Promise<string> {
  const made = createHash("sha256");
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) made.update(chunk);
  return made.digest("hex");
}
