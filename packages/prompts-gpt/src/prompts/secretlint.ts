import { rules } from "@secretlint/secretlint-rule-preset-recommend";
import type { SecretLintRuleContext, SecretLintSourceCode } from "@secretlint/types";
import { lineCounter } from "./line-counter.ts";
import { type Place, placesOfKnown } from "./known-secrets.ts";

/** Something in a text that looks like a secret: of which kind, and where; never itself. */
export interface FoundSecret {
  /** In words: "github token". */
  readonly kind: string;
  /** Counts from 1. */
  readonly line: number;
}

/** Who mends these sees the others. */
const MOST = 50;

/** Secretlint's rules, and our own formats where they find nothing. Only to be loaded by `import()`: no run has a use for it. */
export async function lintSecrets(text: string): Promise<FoundSecret[]> {
  const skipped = skippedLines(text);
  const lined = (places: readonly Place[]): FoundSecret[] => {
    const lineAt = lineCounter(text, 1);
    const inOrder = places.toSorted((a, b) => a.start - b.start);
    return inOrder.map(({ id, start }) => ({ kind: inWords(id), line: lineAt(start) }));
  };
  const byRules = lined(
    (await placesByRules(text)).filter(({ start, end }) => !EXAMPLE_HOST.test(text.slice(start, end))),
  );
  const lines = new Set(byRules.map(({ line }) => line));
  const known = lined(placesOfKnown(text)).filter(({ line }) => !lines.has(line)); // both know many a token
  const wanted = [...byRules, ...known].filter(({ line }) => !skipped.has(line));
  const once = new Map(wanted.map((one) => [`${one.line} ${one.kind}`, one]));
  return [...once.values()].toSorted((a, b) => a.line - b.line).slice(0, MOST);
}

/**
 * Each rule by itself, and not by secretlint's own core: that takes quadratic time, for secrets as for files. Messages are
 * not made, for they would quote the secret.
 */
async function placesByRules(text: string): Promise<Place[]> {
  const found: Place[] = [];
  const context: SecretLintRuleContext = {
    sharedOptions: {},
    createTranslator: () => (messageId) => ({ message: "", messageId: String(messageId), data: undefined }),
    report: ({ message, range: [start, end] }) => found.push({ id: message.messageId, start, end }),
    ignore() {}, // only the rule that is left out calls it
  };
  for (const rule of rules) {
    if (rule.meta.id !== COMMENTS) await rule.create(context, {}).file?.(sourceOf(text));
  }
  return found;
}

/** A text from nowhere: then no rule opens a file. */
function sourceOf(content: string): SecretLintSourceCode {
  const nowhere = { filePath: undefined, physicalFilePath: undefined, getFilePath() {}, getPhysicalFilePath() {} };
  const source = { content, contentType: "text", ext: ".md", hasBOM: false, ...nowhere };
  return source as unknown as SecretLintSourceCode; // places by line and column, which scanners do not ask for, are left out
}

/** It asks for lines and columns; we look for the comments ourselves. */
const COMMENTS = "@secretlint/secretlint-rule-filter-comments";

/** Secretlint's own comments for what is only an example; those for whole blocks would hide what is added later. */
function skippedLines(text: string): Set<number> {
  const lineAt = lineCounter(text, 1);
  const comments = [...text.matchAll(/\bsecretlint-disable-(next-)?line\b/g)];
  return new Set(comments.map(({ 1: next, index }) => lineAt(index) + (next === undefined ? 0 : 1)));
}

/** A URL with a password, for a host that is reserved for documents (RFC 2606). */
const EXAMPLE_HOST = /^[a-z+]+:\/\/[^\s/@]*@(?:[\w-]+\.)*example(?:\.(?:com|org|net))?(?![\w.-])/i;

/** `NPM_ACCESS_TOKEN`, `MongoDBConnection`, `hf-token`: what rules call it. */
function inWords(id: string): string {
  return id
    .replaceAll(/([a-z])(?=[A-Z])|[_-]+/g, "$1 ")
    .trim()
    .toLowerCase();
}
