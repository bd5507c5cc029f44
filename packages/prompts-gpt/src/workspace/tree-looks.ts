import type { ScratchIndex } from "./scratch-index.ts";

/**
 * What the last look at a working tree has left for the next one: members of a group look at the same folder one after
 * the other, and git tells with one process whether anything has changed since. Held by one watcher at a time.
 */
export class TreeLooks {
  readonly #cwd: string;
  #free: ScratchIndex | undefined;

  constructor(cwd: string) {
    this.#cwd = cwd;
  }

  take(cwd: string): ScratchIndex | undefined {
    if (cwd !== this.#cwd) return undefined;
    const free = this.#free;
    this.#free = undefined;
    return free;
  }

  /** Closed at once where there is one already, and where it holds nothing. */
  async give(cwd: string, scratch: ScratchIndex): Promise<void> {
    if (cwd !== this.#cwd || this.#free !== undefined || scratch.last === undefined) return scratch.close();
    this.#free = scratch;
  }

  async close(): Promise<void> {
    await this.#free?.close();
    this.#free = undefined;
  }
}
