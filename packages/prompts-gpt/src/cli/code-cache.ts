import { mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Env, userCacheFolder } from "../user-folders.ts";
import { writeWhole } from "../write-whole.ts";

/** Machine code of the bundle's chunks, by their file names: each name carries a hash of what stands in the file. */
export interface CodeCache {
  /** Undefined when there is none. V8 itself refuses what another version of it, or other flags, have made. */
  read(name: string): Buffer | undefined;
  /** Never fails: without a cache everything works as well, only later. */
  write(name: string, compiled: () => Buffer): void;
}

const NONE: CodeCache = { read: () => undefined, write: () => {} };
/** The entry has no hash in its name. It is also too small to be worth it. */
const HASHED = /-[\w-]{8}\.cjs$/;

/** Whose functions it holds: V8 keeps the code of what was called, and hardly anything of a run is called by a sync. */
export type CodeUse = "run" | "sync";

/**
 * What is read here is executed: so it stands in a folder of this user's that nobody else can write to, or nowhere.
 * `NODE_DISABLE_COMPILE_CACHE` turns it off, as it does Node's own.
 */
export function openCodeCache({ env }: { readonly env: Env }, use: CodeUse): CodeCache {
  if (env["NODE_DISABLE_COMPILE_CACHE"] !== undefined) return NONE;
  const ending = use === "run" ? "" : `-${use}`;
  // Who has no home is told so by the command, where it needs one.
  const cache = attempt(() => userCacheFolder(env));
  if (cache === undefined) return NONE;
  const folder = join(cache, "compiled", `${process.version}-${process.arch}${ending}`);
  const ours = isOurs(folder);
  return {
    read: (name) => (HASHED.test(name) && ours ? attempt(() => readTwice(join(folder, name))) : undefined),
    write(name, compiled) {
      if (!HASHED.test(name)) return;
      attempt(() => {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        if (isOurs(folder)) {
          const code = compiled();
          writeWhole(join(folder, name), Buffer.concat([code, code]));
        }
      });
    },
  };
}

function isOurs(folder: string): boolean {
  const found = attempt(() => statSync(folder, { throwIfNoEntry: false }));
  const othersMayWrite = 0o022;
  return found !== undefined && found.uid === process.getuid?.() && (found.mode & othersMayWrite) === 0;
}

/**
 * V8 checks no checksum, and one changed byte can crash it (measured: 6 of 40). So the code stands there twice, and both
 * must be equal: comparing 250 kB takes 0.1 ms, loading node:crypto for a hash of it 3 ms.
 */
function readTwice(file: string): Buffer | undefined {
  const content = readFileSync(file);
  const half = content.subarray(0, content.length / 2);
  return half.length > 0 && half.equals(content.subarray(half.length)) ? half : undefined;
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
