import { readFileSync } from "node:fs";
import { sha256 } from "../../sha256.ts";

/** Of the file as it stands; undefined when it cannot be read. Hex. */
export function fileHash(path: string): string | undefined {
  try {
    return sha256(readFileSync(path));
  } catch {
    return undefined;
  }
}

/** Tells once when a prompt file is not any more what the group began with. */
export function createEditNotice({
  path,
  promptFile,
  hash,
}: {
  path: string | undefined;
  promptFile: string;
  hash: string;
}) {
  let isTold = false;
  return (): { readonly message: string } | undefined => {
    if (isTold || path === undefined || fileHash(path) === hash) return undefined;
    isTold = true;
    return { message: `${promptFile} was changed meanwhile; what began with the text of before goes on with that.` };
  };
}
