import { resolve } from "node:path";
import { type Part, UNKNOWN, type Word } from "./word.ts";

/** What holds where a command stands. */
export interface Scope {
  /** Undefined once it cannot be told. */
  cwd: string | undefined;
  /** Variables that the script sets; undefined: to what cannot be told; null: taken away. */
  readonly variables: Map<string, string | undefined | null>;
  /** What the shell starts with. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether `git` is the shim here: not in a login shell, nor once PATH was set or taken away. */
  isWatched: boolean;
  /** How many scripts and commands it stands in. */
  readonly depth: number;
}

/** What the shell makes of a word. `loose`: it may be several words, or none. */
export interface Expanded {
  readonly text: string;
  readonly loose: boolean;
}

/** A scope whose changes stay inside of it. */
export function inner(scope: Scope, change: Partial<Pick<Scope, "isWatched" | "cwd" | "env" | "depth">> = {}): Scope {
  return { ...scope, variables: new Map(scope.variables), ...change };
}

export function setVariable(scope: Scope, name: string, value: string | null): void {
  scope.variables.set(name, value?.includes(UNKNOWN) === true ? undefined : value);
  if (name === "PATH") scope.isWatched = false;
}

function variable(scope: Scope, name: string): string | undefined {
  if (name === "PWD") return scope.cwd;
  return scope.variables.has(name) ? (scope.variables.get(name) ?? undefined) : scope.env[name];
}

export function changeFolder(scope: Scope, to: Expanded | undefined): void {
  const text = to?.text ?? variable(scope, "HOME") ?? UNKNOWN;
  const isKnown = scope.cwd !== undefined && to?.loose !== true && !text.includes(UNKNOWN) && text !== "-";
  scope.cwd = isKnown ? resolve(scope.cwd ?? "/", text) : undefined;
}

/** As the shell would; globs stay as they are typed. */
export function expand(word: Word, scope: Scope): Expanded {
  const values = word.map((part, at) => ({ quoted: part.quoted, value: valueOf(part, at === 0, scope) }));
  const text = values.map(({ value }) => value ?? UNKNOWN).join("");
  const typed = word.map((part) => (part.kind === "text" && !part.quoted ? part.text : "")).join("");
  const isBraced = typed.match(/\{[^{}]*\}/g)?.some((braced) => /,|\.\./.test(braced)) === true;
  const mayBeMore = values.some(({ quoted, value }, at) => {
    if (quoted || word[at]?.kind === "text") return false;
    return value === undefined || value === "" || /[\s*?[]/.test(value);
  });
  return { text, loose: isBraced || mayBeMore };
}

function valueOf(part: Part, isFirst: boolean, scope: Scope): string | undefined {
  switch (part.kind) {
    case "text":
      return isFirst && !part.quoted ? atHome(part.text, scope) : part.text;
    case "variable":
      return variable(scope, part.name);
    case "script":
      return isHere(part.text) ? scope.cwd : undefined;
    case "unknown":
      return undefined;
  }
}

function atHome(text: string, scope: Scope): string {
  return /^~(?:\/|$)/.test(text) ? (variable(scope, "HOME") ?? UNKNOWN) + text.slice(1) : text;
}

/** The usual ways to name the folder, or the repository, that one is in. */
function isHere(script: string): boolean {
  return /^\s*(?:pwd|git rev-parse --show-toplevel)\s*(?:2>\s*\/dev\/null\s*)?$/.test(script);
}
