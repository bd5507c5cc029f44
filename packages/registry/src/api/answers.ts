import { createHash } from "node:crypto";
import { keptHeaders } from "./reply.ts";

/** An answer as it is sent. */
export interface KeptAnswer {
  /** A small one as text: it goes out with its head in one piece. */
  readonly body: string | Uint8Array<ArrayBuffer>;
  /** Bytes. */
  readonly size: number;
  readonly etag: string;
  readonly headers: Readonly<Record<string, string>>;
}

const SMALL = 8 * 1024;

/** `etag`: where it is not that of the bytes. */
export function answerOf({ text, etag }: { readonly text: string; readonly etag?: string }): KeptAnswer {
  const bytes = Buffer.from(text);
  const size = bytes.byteLength;
  const named = etag ?? `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"`;
  return { body: size > SMALL ? bytes : text, size, etag: named, headers: keptHeaders(size, named) };
}

interface Entry extends KeptAnswer {
  readonly content: number;
}

/** Bytes of all answers that are kept. */
const ROOM = 32 * 1024 * 1024;
/** What an entry takes besides its body. */
const OVERHEAD = 1_000;

/** Answers of the projects' present states, by project, path and query. What is asked for least recently goes first. */
export class Answers {
  readonly #entries = new Map<string, Entry>();
  #size = 0;

  get(key: string, content: number): KeptAnswer | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    const holds = entry.content === content;
    if (holds && this.#size < ROOM / 2) return entry; // nothing has to go soon: in which order is all the same
    this.#entries.delete(key);
    if (holds) this.#entries.set(key, entry);
    else this.#size -= entry.size + OVERHEAD;
    return holds ? entry : undefined;
  }

  /** `content`: of the project, read before what the answer is made of. */
  put(key: string, content: number, answer: KeptAnswer): void {
    const size = answer.size + OVERHEAD;
    if (size > ROOM / 8) return;
    this.get(key, -1); // what was kept there before
    this.#entries.set(key, { ...answer, content });
    this.#size += size;
    for (const [oldest, { size: freed }] of this.#entries) {
      if (this.#size <= ROOM) break;
      this.#entries.delete(oldest);
      this.#size -= freed + OVERHEAD;
    }
  }
}
