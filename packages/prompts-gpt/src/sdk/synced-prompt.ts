import type { Settled, SyncedAs } from "../registry/sync/settle.ts";

/** What became of one prompt. */
export interface SyncedPrompt {
  readonly slug: string;
  /** From the project root. */
  readonly path: string;
  readonly as: SyncedAs;
  /** `conflict`: where the registry's version stands. `forced`: what stood there before. From the project root. */
  readonly beside?: string;
  /**
   * `edited`, and all that is shared is what the registry has: the keys that only the file has, dotted (`access`); none for
   * comments, order and spelling.
   */
  readonly localKeys?: readonly string[];
}

export function syncedPrompt({ slug, path, as, beside }: Settled): SyncedPrompt {
  return { slug, path, as, ...(beside === undefined ? {} : { beside }) };
}
