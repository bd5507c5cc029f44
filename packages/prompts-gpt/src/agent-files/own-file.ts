import { sha256 } from "../sha256.ts";

/** The text of a file that is all ours, without the line that says so. */
export interface OwnText {
  /** Frontmatter with its last line end, or nothing. */
  readonly front: string;
  /** With a line end at its end. */
  readonly rest: string;
}

/** How a format writes a line that only people read. */
const COMMENTS = { markdown: ["<!-- ", " -->"], toml: ["# ", ""], "codex-policy": ["# ", ""] } as const;
export type CommentStyle = keyof typeof COMMENTS;

const MARKER = /^(?:<!--|#) prompts-gpt:file ([a-z0-9-]+) ([0-9a-f]{16})(?: [^>]*)?(?: -->)?$/;
const FRONT = /^---\n[\s\S]*?\n---\n/;

/** The whole file: behind the frontmatter a line with the slug and a digest of all the rest. */
export function composeOwnFile({ front, rest }: OwnText, slug: string, style: CommentStyle): string {
  const [open, close] = COMMENTS[style];
  const marker = `prompts-gpt:file ${slug} ${digestOf(front, rest)} (written by prompts-gpt sync from .prompts-gpt)`;
  return `${front}${open}${marker}${close}\n${rest}`;
}

/** Whose file it is: `edited` was ours until somebody changed it. */
export type Owner = "ours" | "edited" | "foreign";

/** Judges a file that stands where the one of `slug` would. Line ends and a byte order mark are no edits: git makes them. */
export function ownerOf(text: string, slug: string): Owner {
  const plain = withPlainEnds(text);
  const front = FRONT.exec(plain)?.[0] ?? "";
  const lineEnd = plain.indexOf("\n", front.length);
  const [, name, digest] = MARKER.exec(plain.slice(front.length, lineEnd < 0 ? undefined : lineEnd)) ?? [];
  // Somebody's copy under another name is theirs.
  if (name !== slug) return "foreign";
  const rest = lineEnd < 0 ? "" : plain.slice(lineEnd + 1);
  return digest === digestOf(front, rest) ? "ours" : "edited";
}

export function withPlainEnds(text: string): string {
  return text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
}

function digestOf(front: string, rest: string): string {
  return sha256(`${front}\0${rest}`).slice(0, 16);
}
