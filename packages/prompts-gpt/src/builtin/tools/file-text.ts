import { constants } from "node:fs";
import { open } from "node:fs/promises";

export type FileText =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "folder" }
  /** A sentence. */
  | { readonly kind: "unreadable"; readonly why: string };

const MOST_BYTES = 10 * 1024 * 1024;
/** Windows knows neither. */
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;
const NO_WAIT = constants.O_NONBLOCK ?? 0;

/** The whole text of a regular file that has been located. Never waits for a pipe, never follows a link. */
export async function textOf(path: string): Promise<FileText> {
  try {
    const file = await open(path, constants.O_RDONLY | NO_FOLLOW | NO_WAIT);
    try {
      const info = await file.stat();
      if (info.isDirectory()) return { kind: "folder" };
      if (!info.isFile()) return unreadable("It is no regular file.");
      if (info.size > MOST_BYTES) return unreadable("It is larger than 10 MiB.");
      return decoded(await file.readFile());
    } finally {
      await file.close();
    }
  } catch (error) {
    return unreadable(error instanceof Error ? error.message : String(error));
  }
}

/** Byte for byte: what cannot be written back as it was is not given out as text. */
function decoded(bytes: Uint8Array): FileText {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.includes("\0") ? unreadable("It is binary.") : { kind: "text", text };
  } catch {
    return unreadable("It is binary, or not UTF-8."); // that is what the decoder is strict for
  }
}

function unreadable(why: string): FileText {
  return { kind: "unreadable", why };
}
