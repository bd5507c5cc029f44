import { encodedForms, writtenForms } from "./forms.ts";
import { wellKnown } from "./formats.ts";
import type { Needle } from "./needle.ts";
import { type RedactingTexts, replaceMatches, replacingTexts } from "./patterns.ts";
import { type Search, searchFor } from "./search.ts";
import type { Secret } from "./secrets.ts";
import { type RedactingStream, redactingStream } from "./stream.ts";

/** How much was hidden, in all and by the name that stands in its place. */
export interface Redactions {
  readonly total: number;
  readonly byName: Readonly<Record<string, number>>;
}

/** Puts `[redacted:NAME]` in the place of every secret. One for a run, so that all of it is counted together. */
export interface Redactor {
  /** Whether the user's own patterns are looked for: only in texts, as they have to be decoded. */
  readonly hasPatterns: boolean;
  /** For a stream of bytes; without the patterns. */
  bytes(): RedactingStream;
  /** For a text that comes in pieces. */
  texts(): RedactingTexts;
  /** For a text that is whole. */
  text(text: string): string;
  /** Every text in plain data, names of keys too. */
  deep<T>(value: T): T;
  /** Whether there may be something to hide in the JSON of some data: cheaper than to look into the data. */
  mayBeIn(json: Buffer): boolean;
  /** Whether bytes that were redacted end with what may be the beginning of a secret. */
  mayGoOn(bytes: Buffer): boolean;
  counts(): Redactions;
}

const NOTHING = Buffer.alloc(0);

export function createRedactor(secrets: readonly Secret[], patterns: readonly string[] = []): Redactor {
  const counted = new Map<string, number>();
  const label = (name: string): string => {
    counted.set(name, (counted.get(name) ?? 0) + 1);
    return `[redacted:${name}]`;
  };
  const hide = (name: string): Buffer => Buffer.from(label(name));
  const search = searchFor([...wellKnown(), ...secrets.flatMap(needlesOf)]);
  const expressions = patterns.map((pattern) => new RegExp(pattern, "gm"));
  const matched = (text: string): string => replaceMatches(text, expressions, (index) => label(`pattern-${index + 1}`));
  const text = (whole: string): string => matched(known(whole, { search, hide }));
  return {
    hasPatterns: patterns.length > 0,
    bytes: () => redactingStream(search, hide),
    texts() {
      const stream = knownInTexts(redactingStream(search, hide));
      return expressions.length === 0 ? stream : chain(stream, replacingTexts(matched));
    },
    text,
    deep: (value) => inside(value, text),
    mayBeIn: (json) => expressions.length > 0 || hasAny(json, search),
    mayGoOn(bytes) {
      const stream = redactingStream(search, () => NOTHING);
      stream.push(bytes);
      return stream.held() > 0;
    },
    counts: () => ({
      total: [...counted.values()].reduce((sum, count) => sum + count, 0),
      byName: Object.fromEntries(counted),
    }),
  };
}

function needlesOf({ name, value }: Secret): Needle[] {
  const shown = name.replaceAll(/[^\w.-]/g, "_"); // it must be at home in JSON, and steer no terminal
  const needle = (form: string): Needle => ({ name: shown, head: Buffer.from(form), rest: [] });
  const wrapped = encodedForms(value).map((form) => ({ ...needle(form), isWrapped: true }));
  return [...writtenForms(value).map(needle), ...wrapped];
}

interface Known {
  readonly search: Search;
  hide(name: string): Buffer;
}

function known(text: string, { search, hide }: Known): string {
  const bytes = Buffer.from(text, "utf8");
  if (search.next(bytes, 0) === bytes.length) return text;
  let isFound = false;
  const stream = redactingStream(search, (name) => {
    isFound = true;
    return hide(name);
  });
  const clean = Buffer.concat([stream.push(bytes), stream.end()]);
  return isFound ? clean.toString("utf8") : text;
}

function hasAny(bytes: Buffer, search: Search): boolean {
  let isFound = false;
  const stream = redactingStream(search, () => {
    isFound = true;
    return NOTHING;
  });
  stream.push(bytes);
  stream.end();
  return isFound;
}

/** Every needle begins and ends with a character: what comes out is cut between characters too. */
function knownInTexts(stream: RedactingStream): RedactingTexts {
  return {
    push(text) {
      const isFresh = stream.held() === 0;
      const bytes = Buffer.from(text, "utf8");
      const clean = stream.push(bytes);
      // Half a character does not come back from bytes as it was.
      return isFresh && clean.equals(bytes) ? text : clean.toString("utf8");
    },
    end: () => stream.end().toString("utf8"),
    holds: () => stream.held() > 0,
  };
}

function chain(first: RedactingTexts, second: RedactingTexts): RedactingTexts {
  return {
    push: (text) => second.push(first.push(text)),
    end: () => second.push(first.end()) + second.end(),
    holds: () => first.holds() || second.holds(),
  };
}

function inside<T>(value: T, change: (text: string) => string): T {
  const visit = (part: unknown): unknown => {
    if (typeof part === "string") return change(part);
    if (Array.isArray(part)) return part.map(visit);
    if (typeof part !== "object" || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, deeper]) => [change(key), visit(deeper)]));
  };
  return visit(value) as T; // the same shape: only texts were changed
}
