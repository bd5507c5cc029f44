import { visibleParts } from "../../../prompts-gpt/src/prompts/invisible.ts";
import type { Html } from "./html.ts";

/** A text in which nothing hides: characters that nobody sees, or that turn the direction of others, stand there by name. */
export function Visible({ text }: { readonly text: string }): Html {
  return <>{piecesOf(text, 20).map((piece) => (piece.unseen ? <Unseen name={piece.text} /> : piece.text))}</>;
}

/** The same where nothing but text can stand. */
export function visibleText(text: string): string {
  return visibleParts(text).join("");
}

/** A name or a sentence of somebody's: it does not change the order of what stands around it. */
export function Name({ text }: { readonly text: string }): Html {
  return (
    <bdi>
      <Visible text={text} />
    </bdi>
  );
}

function Unseen({ name }: { readonly name: string }): Html {
  return <span class="unseen">{name}</span>;
}

/** The same for text of HTML that was escaped. */
export function visibleHtml(escaped: string): string {
  return piecesOf(escaped, 1_000)
    .map(({ text, unseen }) => (unseen ? `<span class="unseen">${text}</span>` : text))
    .join("");
}

interface Piece {
  readonly text: string;
  readonly unseen: boolean;
}

/**
 * A text can be nothing else than such characters, a million of them: those that stand side by side are named together, and
 * after `most` marks the names are plain text, so that a page stays one that a browser can show.
 */
function piecesOf(text: string, most: number): Piece[] {
  const parts = visibleParts(text);
  if (parts.length === 1) return [{ text, unseen: false }];
  const pieces: Piece[] = [];
  let marks = 0;
  for (let at = 0; at < parts.length; at += 2) {
    if (parts[at] !== "") pieces.push({ text: parts[at] ?? "", unseen: false });
    const names: string[] = [];
    for (; at + 1 < parts.length; at += 2) {
      names.push(parts[at + 1] ?? "");
      if (parts[at + 2] !== "") break;
    }
    if (names.length === 0) continue;
    const name = nameOf(names);
    pieces.push(++marks > most ? { text: `⟨${name}⟩`, unseen: false } : { text: name, unseen: true });
  }
  return pieces;
}

/** Kinds that are named of those that stand side by side. */
const MOST_NAMES = 8;

/** `U+200B ×3 U+202E`. */
function nameOf(names: readonly string[]): string {
  const runs: { readonly name: string; count: number }[] = [];
  for (const [at, name] of names.entries()) {
    const last = runs.at(-1);
    if (last?.name === name) last.count++;
    else if (runs.length < MOST_NAMES) runs.push({ name, count: 1 });
    else return `${said(runs)} and ${names.length - at} more`;
  }
  return said(runs);
}

function said(runs: readonly { readonly name: string; readonly count: number }[]): string {
  return runs.map(({ name, count }) => (count === 1 ? name : `${name} ×${count}`)).join(" ");
}
