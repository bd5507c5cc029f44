import { fsyncSync } from "node:fs";
import { PGlite } from "@electric-sql/pglite";
import { NodeFS } from "@electric-sql/pglite/nodefs";

/** What we touch of Emscripten's file system on a folder of the machine's. */
interface NodeFiles {
  readonly stream_ops: { fsync?: (stream: { readonly nfd: number }) => number };
}

/**
 * A folder of PGlite's in which what was committed outlives a power failure. PGlite 0.5.16 tells PostgreSQL never to flush
 * (`-F`), and its file system would do nothing then: Emscripten's `fd_sync` calls `stream_ops.fsync`, which it has not got.
 */
export class DurableFolder extends NodeFS {
  override async init(...args: Parameters<NodeFS["init"]>): ReturnType<NodeFS["init"]> {
    const { emscriptenOpts } = await super.init(...args);
    const withFlush: NonNullable<typeof emscriptenOpts.preRun>[number] = ({ NODEFS }) => {
      (NODEFS as unknown as NodeFiles).stream_ops.fsync = ({ nfd }) => {
        fsyncSync(nfd); // of a folder, too: PostgreSQL asks for those that have a new name in them
        return 0;
      };
    };
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), withFlush] } };
  }
}

/** As PGlite starts it, but with flushes. `wal_sync_method`: its `fdatasync` never leaves Emscripten. */
export const DURABLE: readonly string[] = [
  ...PGlite.defaultStartParams.filter((param) => param !== "-F"),
  "-c",
  "wal_sync_method=fsync",
];
