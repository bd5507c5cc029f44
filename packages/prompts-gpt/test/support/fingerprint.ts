import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";

/**
 * Everything that stands in a folder, by path (bytes as latin1): kind, mode, content. Written without any of the code that
 * it is to judge. Of a repository's objects only that git can read them (see `git fsck` in the tests).
 */
export function fingerprint(root: string, leaveOut: readonly string[] = []): Record<string, string> {
  const found: Record<string, string> = {};
  const visit = (folder: Buffer, shown: string) => {
    const names = readdirSync(folder, { encoding: "buffer" });
    found[`${shown}/`] = (lstatSync(folder).mode & 0o7777).toString(8);
    for (const name of names) {
      const path = Buffer.concat([folder, Buffer.from("/"), name]);
      const label = `${shown}/${name.toString("latin1")}`;
      if (leaveOut.some((one) => label === one || label.startsWith(`${one}/`))) continue;
      if (/\.git(\/modules\/.*?)?\/(objects|lfs)$/.test(label)) continue;
      const stats = lstatSync(path);
      if (stats.isDirectory()) visit(path, label);
      else if (stats.isSymbolicLink()) found[label] = `link ${readlinkSync(path, "latin1")}`;
      else if (!stats.isFile()) found[label] = "special";
      else
        found[label] =
          `${(stats.mode & 0o7777).toString(8)} ${createHash("sha1").update(readFileSync(path)).digest("hex")}`;
    }
  };
  visit(Buffer.from(root), "");
  return found;
}
