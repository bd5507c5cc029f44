import { raw } from "hono/html";
import type { Html } from "./html.ts";
import { LONGEST_RENDERED, renderMarkdown, sourceHtml } from "./markdown.ts";

export type View = "rendered" | "source";

/** Texts that were rendered, by their digest; the oldest goes first. */
const kept = new Map<string, string>();
/** Characters of all that is kept. */
const ROOM = 4_000_000;
let size = 0;

/** The text of a prompt, rendered or as it was written. */
export function Body({
  text,
  sha256,
  view,
}: {
  readonly text: string;
  readonly sha256: string;
  readonly view: View;
}): Html {
  if (view === "source")
    return (
      <pre class="source" dir="auto">
        {raw(sourceHtml(text))}
      </pre>
    );
  return <div class="markdown">{raw(rendered(text, sha256))}</div>;
}

export function isTooLong(text: string): boolean {
  return text.length > LONGEST_RENDERED;
}

function rendered(text: string, sha256: string): string {
  const found = kept.get(sha256);
  if (found !== undefined) return found;
  const html = renderMarkdown(text);
  kept.set(sha256, html);
  size += html.length;
  for (const [key, old] of kept) {
    if (size <= ROOM) break;
    kept.delete(key);
    size -= old.length;
  }
  return html;
}
