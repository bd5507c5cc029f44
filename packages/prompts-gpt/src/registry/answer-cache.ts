import { mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { isMap } from "../is-map.ts";
import { sha256 } from "../sha256.ts";
import { writeWhole } from "../write-whole.ts";
import type { AnswerCache } from "./client-options.ts";

/** Of one answer; more than the largest that is taken, written as JSON. */
const LARGEST = 64 * 1024 * 1024;
/** Of all answers together, of all registries. */
const LARGEST_SUM = 256 * 1024 * 1024;
const OLDEST_MS = 30 * 24 * 60 * 60 * 1000;

/**
 * Answers of a registry in a folder of this user alone. What one token was shown, another is not: each has its own
 * folder, named by a digest. Losing it costs a download and nothing else, so that no trouble with it is ever told; what
 * it holds is checked as if the registry had just sent it. Answers of more than a month go, and the oldest of too many.
 */
export function answersIn(
  folder: string,
  who: { readonly apiUrl: string; readonly token: string | null },
): AnswerCache {
  const own = join(folder, digest(`${who.apiUrl}\n${who.token ?? ""}`));
  const fileOf = (url: string) => join(own, `${digest(url)}.json`);
  let isPruned = false;
  return {
    get(url) {
      try {
        if (statSync(fileOf(url)).size > LARGEST) return undefined;
        const kept: unknown = JSON.parse(readFileSync(fileOf(url), "utf8"));
        if (!isMap(kept) || !isHeaderText(kept["etag"]) || typeof kept["text"] !== "string") return undefined;
        if (kept["digest"] !== digest(kept["text"])) return undefined;
        return { etag: kept["etag"], text: kept["text"] };
      } catch {
        return undefined; // not kept, or not whole: it is asked for anew
      }
    },
    put(url, answer) {
      try {
        mkdirSync(own, { recursive: true, mode: 0o700 });
        if (!isPruned) prune(folder);
        isPruned = true;
        writeWhole(fileOf(url), JSON.stringify({ ...answer, digest: digest(answer.text) }));
      } catch {
        // no room, or no home: it is asked for again next time
      }
    },
  };
}

/** It goes out in a header. */
function isHeaderText(value: unknown): value is string {
  return typeof value === "string" && /^[!-~]{2,210}$/.test(value);
}

interface Kept {
  readonly file: string;
  readonly at: number;
  readonly size: number;
}

function prune(folder: string): void {
  const newestFirst = keptIn(folder).toSorted((a, b) => b.at - a.at);
  let sum = 0;
  for (const { file, at, size } of newestFirst) {
    sum += size;
    if (sum <= LARGEST_SUM && Date.now() - at <= OLDEST_MS) continue;
    rmSync(file, { force: true });
    try {
      rmdirSync(dirname(file));
    } catch {
      // there are other answers in it
    }
  }
}

function keptIn(folder: string): Kept[] {
  return readdirSync(folder).flatMap((name) =>
    readdirSync(join(folder, name)).map((inner) => {
      const file = join(folder, name, inner);
      const { mtimeMs, size } = statSync(file);
      return { file, at: mtimeMs, size };
    }),
  );
}

function digest(text: string): string {
  return sha256(text).slice(0, 32);
}
