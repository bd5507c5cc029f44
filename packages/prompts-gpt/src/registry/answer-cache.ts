import { createHash } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isMap } from "../is-map.ts";
import { writeWhole } from "../write-whole.ts";
import type { AnswerCache } from "./client-options.ts";

/**
 * Answers of a registry in a folder of this user alone. What one token was shown, another is not: each has its own
 * folder, named by a digest. Losing it costs a download and nothing else, so that no trouble with it is ever told.
 */
export function answersIn(
  folder: string,
  who: { readonly apiUrl: string; readonly token: string | null },
): AnswerCache {
  const own = join(folder, digest(`${who.apiUrl}\n${who.token ?? ""}`));
  const fileOf = (url: string) => join(own, `${digest(url)}.json`);
  return {
    get(url) {
      try {
        const kept: unknown = JSON.parse(readFileSync(fileOf(url), "utf8"));
        if (!isMap(kept) || typeof kept["etag"] !== "string" || typeof kept["text"] !== "string") return undefined;
        return { etag: kept["etag"], text: kept["text"] };
      } catch {
        return undefined; // not kept, or not whole: it is asked for anew
      }
    },
    put(url, answer) {
      try {
        mkdirSync(own, { recursive: true, mode: 0o700 });
        writeWhole(fileOf(url), JSON.stringify(answer));
      } catch {
        // no room, or no home: it is asked for again next time
      }
    },
  };
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}
