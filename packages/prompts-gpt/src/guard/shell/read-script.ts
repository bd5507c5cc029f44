import { basename } from "node:path";
import { isCredentials, readsCredentials } from "./reads.ts";
import { changeFolder, expand, type Expanded, inner, type Scope, setVariable } from "./scope.ts";
import { type Token, tokensOf } from "./tokens.ts";
import { UNKNOWN, type Word } from "./word.ts";
import { scriptOf, unwrap } from "./wrappers.ts";

/** What a script does that is to be looked at. */
export type Found =
  | {
      readonly kind: "git";
      readonly args: readonly string[];
      readonly env: Readonly<Record<string, string | undefined>>;
      readonly cwd: string;
      /** The shim sees it too. */
      readonly isWatched: boolean;
    }
  | { readonly kind: "credentials"; readonly words: readonly string[] };

const DEEPEST = 12;
const SHELLS = new Set(["sh", "bash", "dash", "zsh", "ksh", "ash"]);
/** Stand before a command, and change nothing about it. */
const BEFORE = new Set("if then elif else while until do ! { coproc".split(" "));

/** Reads a script as far as it is plain. What it cannot tell is left out; it never throws. */
export function readShellScript(text: string, scope: Scope): readonly Found[] {
  return scope.depth > DEEPEST ? [] : readTokens(tokensOf(text), scope);
}

function readTokens(tokens: readonly Token[], outermost: Scope): readonly Found[] {
  const found: Found[] = [];
  const scopes = [outermost];
  let command: Token[] = [];
  for (const token of [...tokens, { kind: "operator", text: "" } as const]) {
    if (token.kind !== "operator") {
      command.push(token);
      continue;
    }
    const scope = scopes.at(-1);
    if (scope === undefined) return found; // a bracket that closes nothing: `case`
    if (token.text === "(" && command.some(({ kind }) => kind === "word")) {
      if (!isFunctionName(command)) return found; // an array, or a pattern
      command = []; // its body is read as if it were called here
    }
    found.push(...readCommand(command, scope));
    if (plain(ownWords(command)[0] ?? []) === "case") return found; // brackets without partners follow
    command = [];
    if (token.text === "(") scopes.push(inner(scope));
    if (token.text === ")") scopes.pop();
  }
  return found;
}

function isFunctionName([first, ...more]: readonly Token[]): boolean {
  return more.length === 0 && first?.kind === "word" && /^[\w.-]+$/.test(plain(first.word));
}

function readCommand(tokens: readonly Token[], scope: Scope): readonly Found[] {
  const inside = tokens.flatMap((token) => (token.kind === "operator" ? [] : scriptsIn(token.word, scope)));
  const inputs = tokens.flatMap((token) => (token.kind === "redirect" && token.input ? [token.word] : []));
  const isRead = inputs.some((word) => isCredentials(expand(word, scope), scope));
  const own = ownWords(tokens);
  const first = plain(own[0] ?? []);
  if (first === "for" || first === "select") setVariable(scope, plain(own[1] ?? []), UNKNOWN);
  if (["for", "select", "case", "function", "[["].includes(first)) return inside;
  const read: readonly Found[] = isRead ? [{ kind: "credentials", words: [first, "<"] }] : [];
  return [...inside, ...read, ...readAssigned(own, scope)];
}

function ownWords(tokens: readonly Token[]): readonly Word[] {
  const words = tokens.flatMap((token) => (token.kind === "word" ? [token.word] : []));
  const start = words.findIndex((word) => !BEFORE.has(plain(word)));
  return start === -1 ? [] : words.slice(start);
}

/** What a word runs itself. */
function scriptsIn(word: Word, scope: Scope): readonly Found[] {
  return word.flatMap((part) =>
    part.kind === "script" ? readShellScript(part.text, inner(scope, { depth: scope.depth + 1 })) : [],
  );
}

/** `NAME=value` before a command holds for it alone; without a command, from there on. */
function readAssigned(words: readonly Word[], scope: Scope): readonly Found[] {
  const count = words.findIndex((word) => assignment(word) === undefined);
  const own = count === -1 ? words : words.slice(0, count);
  const target = count === -1 ? scope : inner(scope);
  for (const word of own) assign(word, target);
  const rest = words.slice(own.length).map((word) => expand(word, scope));
  return rest.length === 0 ? [] : run(rest, own.length === 0 ? scope : target);
}

function assign(word: Word, scope: Scope): void {
  const found = assignment(word);
  const text = expand(word, scope).text;
  if (found !== undefined) setVariable(scope, found, text.slice(text.indexOf("=") + 1));
}

function assignment(word: Word): string | undefined {
  return /^([A-Za-z_]\w*)=/.exec(plain(word))?.[1];
}

/** What stands at the start of a word without any quotes. */
function plain(word: Word): string {
  const end = word.findIndex((part) => part.kind !== "text" || part.quoted);
  return (end === -1 ? word : word.slice(0, end)).map((part) => (part.kind === "text" ? part.text : "")).join("");
}

/** One command with its words as the shell hands them over. */
function run(words: readonly Expanded[], scope: Scope): readonly Found[] {
  const [program, ...rest] = words;
  if (program === undefined || scope.depth > DEEPEST) return [];
  const git = gitCall(program, rest, scope);
  if (git !== undefined) return git;
  if (program.loose) return [];
  const name = basename(program.text);
  if (readsCredentials(name, rest, scope)) return [{ kind: "credentials", words: words.map(({ text }) => text) }];
  if (SHELLS.has(name)) return runShell(rest, scope);
  if (name === "find") return runFromFind(rest, scope);
  const wrapped = unwrap(name, rest, scope);
  return wrapped === undefined ? builtin(name, rest, scope) : run(wrapped.words, wrapped.scope);
}

function runShell(words: readonly Expanded[], scope: Scope): readonly Found[] {
  const script = scriptOf(words);
  if (script === undefined) return [];
  const isWatched = scope.isWatched && !script.isLogin;
  return readShellScript(script.text, inner(scope, { isWatched, depth: scope.depth + 1 }));
}

/** What `find` runs, once for each `-exec`. */
function runFromFind(words: readonly Expanded[], scope: Scope): readonly Found[] {
  return words.flatMap(({ text }, at) => {
    if (!/^-(?:exec|ok)(?:dir)?$/.test(text)) return [];
    const behind = words.slice(at + 1);
    const end = behind.findIndex(({ text: one }) => one === ";" || one === "+");
    return run(behind.slice(0, end === -1 ? undefined : end), inner(scope, { depth: scope.depth + 1 }));
  });
}

function builtin(name: string, words: readonly Expanded[], scope: Scope): readonly Found[] {
  const operands = words.filter(({ text }) => !/^-./.test(text));
  if (name === "cd" || name === "pushd") changeFolder(scope, words[0]?.text === "-" ? words[0] : operands[0]);
  else if (name === "popd") scope.cwd = undefined;
  else if (name === "unset") for (const { text } of operands) setVariable(scope, text, null);
  else if (name === "eval")
    return readShellScript(words.map(({ text }) => text).join(" "), { ...scope, depth: scope.depth + 1 });
  else if (/^(?:export|declare|typeset|local|readonly)$/.test(name))
    for (const { text } of operands) {
      const [, key, value = ""] = /^([A-Za-z_]\w*)=([^]*)$/.exec(text) ?? [];
      if (key !== undefined) setVariable(scope, key, value);
    }
  return [];
}

const SETTINGS = /^(?:GIT_\w+|EDITOR|VISUAL|PAGER|HOME)$/;

/** Undefined when it is none of git's; nothing when it cannot be told what it is called with, or where. */
function gitCall(program: Expanded, words: readonly Expanded[], scope: Scope): readonly Found[] | undefined {
  const [, folder, command] = /^(.*\/)?git(?:-([a-z-]+))?$/s.exec(program.text) ?? [program.text];
  const isGit = /(?:^|\/)git$/.test(program.text) || (folder !== undefined && command !== undefined);
  if (!isGit) return undefined;
  const set = [...scope.variables].filter(([name]) => SETTINGS.test(name));
  const isUnknown = words.some(({ loose }) => loose) || set.some(([, value]) => value === undefined);
  if (isUnknown || scope.cwd === undefined) return [];
  const args = [...(command === undefined ? [] : [command]), ...words.map(({ text }) => text)];
  const isWatched = scope.isWatched && (folder === undefined || isShim(folder));
  const env = Object.fromEntries(set.map(([name, value]) => [name, value ?? undefined]));
  return [{ kind: "git", args, env: { ...scope.env, ...env }, cwd: scope.cwd, isWatched }];
}

/** Ours stand below a folder of that name. */
function isShim(folder: string): boolean {
  return !folder.includes(UNKNOWN) && folder.includes("/prompts-gpt/guard/shims/");
}
