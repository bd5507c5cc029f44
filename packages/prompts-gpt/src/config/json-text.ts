/** A place in a JSON text, counted from 1. */
interface Place {
  readonly line: number;
  readonly column: number;
}

/** The line of a key. */
export type LineOf = (path: readonly string[]) => number;

export type JsonText =
  | { readonly ok: true; readonly value: unknown; readonly lineOf: LineOf }
  | { readonly ok: false; readonly place: Place; readonly expected: string };

/** Deeper than any configuration; shallow enough for the stack. */
const DEEPEST = 64;
const SCALAR = /(?:true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)(?![\w.])/y;

/**
 * Strict JSON that remembers where its keys stand and refuses a key that is there twice: of two values for
 * `access`, a reader may see one and the program take the other. `JSON.parse` tells neither.
 */
export function parseJsonText(text: string): JsonText {
  const reader = new JsonReader(text.startsWith("\uFEFF") ? ` ${text.slice(1)}` : text);
  try {
    const value = reader.document();
    return { ok: true, value, lineOf: (path) => placeOf(text, reader.offsets.get(pathKey(path)) ?? 0).line };
  } catch (error) {
    if (!(error instanceof Unexpected)) throw error;
    return { ok: false, place: placeOf(text, error.offset), expected: error.message };
  }
}

/** Never leaves this file. */
class Unexpected extends Error {
  readonly offset: number;
  constructor(expected: string, offset: number) {
    super(expected);
    this.offset = offset;
  }
}

class JsonReader {
  readonly offsets = new Map<string, number>();
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): unknown {
    const value = this.#value([]);
    if (this.#peek() !== "") throw new Unexpected("the end of the file", this.#at);
    return value;
  }

  #value(path: readonly string[]): unknown {
    const next = this.#peek();
    if (path.length > DEEPEST) throw new Unexpected(`no more than ${DEEPEST} levels`, this.#at);
    if (next === "{") return this.#object(path);
    if (next === "[") return this.#array(path);
    return next === '"' ? this.#string() : this.#scalar();
  }

  #object(path: readonly string[]): unknown {
    const entries = new Map<string, unknown>();
    this.#items("}", () => {
      const quote = this.#peek();
      const start = this.#at;
      if (quote !== '"') throw new Unexpected("a key in double quotes", start);
      const key = this.#string();
      if (entries.has(key)) throw new Unexpected(`each key once, and "${key}" is there already`, start);
      this.offsets.set(pathKey([...path, key]), start);
      if (this.#peek() !== ":") throw new Unexpected('":"', this.#at);
      this.#at++;
      entries.set(key, this.#value([...path, key]));
    });
    // Own properties all of them, `__proto__` included.
    return Object.fromEntries(entries);
  }

  #array(path: readonly string[]): unknown[] {
    const items: unknown[] = [];
    this.#items("]", () => {
      const item = [...path, String(items.length)];
      this.#peek();
      this.offsets.set(pathKey(item), this.#at);
      items.push(this.#value(item));
    });
    return items;
  }

  /** What stands between an opening bracket and `close`, with commas between and none at the end. */
  #items(close: string, readItem: () => void): void {
    this.#at++;
    if (this.#peek() !== close) {
      readItem();
      while (this.#peek() === ",") {
        this.#at++;
        readItem();
      }
      if (this.#peek() !== close) throw new Unexpected(`"," or "${close}"`, this.#at);
    }
    this.#at++;
  }

  #string(): string {
    const start = this.#at;
    let end = this.#text.indexOf('"', start + 1);
    while (end >= 0 && isEscaped(this.#text, end)) end = this.#text.indexOf('"', end + 1);
    if (end < 0) throw new Unexpected("the closing quote of this text", start);
    this.#at = end + 1;
    const text = unquote(this.#text.slice(start, end + 1));
    // No program can be started with NUL in its name, arguments or environment.
    if (text === undefined || text.includes("\0")) {
      throw new Unexpected("a text without line ends, NUL or unknown escapes", start);
    }
    return text;
  }

  #scalar(): unknown {
    SCALAR.lastIndex = this.#at;
    const found = SCALAR.exec(this.#text)?.[0];
    if (found === undefined) throw new Unexpected("a value", this.#at);
    this.#at += found.length;
    return JSON.parse(found);
  }

  /** The next character that is no blank; "" at the end. */
  #peek(): string {
    while (/[ \t\r\n]/.test(this.#text[this.#at] ?? "")) this.#at++;
    return this.#text[this.#at] ?? "";
  }
}

function unquote(json: string): string | undefined {
  try {
    return String(JSON.parse(json));
  } catch {
    return undefined; // Its message counts from the start of the piece: the caller knows the place.
  }
}

function isEscaped(text: string, quote: number): boolean {
  let backslashes = 0;
  while (text[quote - 1 - backslashes] === "\\") backslashes++;
  return backslashes % 2 === 1;
}

function pathKey(path: readonly string[]): string {
  return JSON.stringify(path);
}

function placeOf(text: string, offset: number): Place {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
