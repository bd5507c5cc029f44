import { createHash } from "node:crypto";

/** An answer as it is sent. */
export interface KeptAnswer {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly etag: string;
}

interface Entry extends KeptAnswer {
  readonly content: number;
}

/** Bytes of all answers that are kept. */
const ROOM = 32 * 1024 * 1024;
/** What an entry takes besides its body. */
const OVERHEAD = 400;

/** Answers of the projects' present states, by project, path and query. What is asked for least recently goes first. */
export class Answers {
  readonly #entries = new Map<string, Entry>();
  #size = 0;

  get(key: string, content: number): KeptAnswer | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    if (entry.content !== content) {
      this.#size -= entry.body.byteLength + OVERHEAD;
      return undefined;
    }
    this.#entries.set(key, entry);
    return entry;
  }

  /** `content`: of the project, read before what the answer is made of. */
  put(key: string, content: number, answer: KeptAnswer): void {
    const size = answer.body.byteLength + OVERHEAD;
    if (size > ROOM / 8) return;
    this.get(key, -1); // what was kept there before
    this.#entries.set(key, { ...answer, content });
    this.#size += size;
    for (const [oldest, { body }] of this.#entries) {
      if (this.#size <= ROOM) break;
      this.#entries.delete(oldest);
      this.#size -= body.byteLength + OVERHEAD;
    }
  }
}

export function contentEtag(body: Uint8Array): string {
  return `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
}
