import { constants } from "node:fs";
import { lstat, mkdir, open, realpath, rm } from "node:fs/promises";
import { dirname, join, sep } from "node:path";

/** Writes a file below `root`; never through a symbolic link that leads out of it. */
export async function writeConfined(
  root: string,
  relative: string,
  { bytes, mode }: { bytes: Uint8Array; mode: number | undefined },
): Promise<void> {
  const target = await confine(root, relative);
  await mkdir(dirname(target), { recursive: true });
  // NOFOLLOW closes the gap between looking and writing for the last part of the path.
  // NONBLOCK: to open a pipe that nobody reads would wait for ever.
  const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW, O_NONBLOCK } = constants;
  const file = await open(target, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_NONBLOCK, mode ?? 0o644);
  try {
    if (!(await file.stat()).isFile()) throw new Error(`${relative} is no file`);
    await file.writeFile(bytes);
    if (mode !== undefined) await file.chmod(mode);
  } finally {
    await file.close();
  }
}

/** Reads a file below `root`, of at most `most` bytes; never through a symbolic link that leads out of it. */
export async function readConfined(root: string, relative: string, most: number): Promise<string> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  // NONBLOCK: to open a pipe that nobody writes into would wait for ever.
  const file = await open(await confine(root, relative), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw new Error(`${relative} is no file`);
    const { size } = stats;
    if (size > most) throw new Error(`${relative} has ${size} bytes; at most ${most} are read`);
    return await file.readFile("utf8");
  } finally {
    await file.close();
  }
}

export async function deleteConfined(root: string, relative: string): Promise<void> {
  await rm(await confine(root, relative), { force: true });
}

/** Where a path really leads, when every folder on the way that exists is really below `root`; else it throws. */
export async function confine(root: string, relative: string): Promise<string> {
  const real = await realpath(root);
  let at = real;
  for (const part of relative.split(/[/\\]/).filter((one) => one !== "" && one !== ".")) {
    const next = join(at, part);
    const target = (await exists(next)) ? await resolved(next) : next;
    if (!target.startsWith(real + sep)) throw new Error(`${relative} leads out of the workspace`);
    at = target;
  }
  return at;
}

async function resolved(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    return ""; // a link to nowhere: nothing is created through it
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch {
    return false; // not there, or behind something that is no folder: writing will say so
  }
}
