import { changeFolder, type Expanded, inner, type Scope, setVariable } from "./scope.ts";

/** A command that runs another one: what that is, and where. */
export interface Wrapped {
  readonly words: readonly Expanded[];
  readonly scope: Scope;
}

interface Wrapper {
  /** Options that take the next word. */
  readonly valued?: string;
  /** Words of its own behind the options. */
  readonly operands?: number;
  /** These options make it do something else. */
  readonly unless?: RegExp;
  /** What is called there may be found elsewhere than the shim stands. */
  readonly elsewhere?: "always" | RegExp;
}

const WRAPPERS: Readonly<Record<string, Wrapper>> = {
  command: { unless: /^-[pvV]*[vV]/, elsewhere: /^-p/ },
  builtin: {},
  exec: { valued: "-a", elsewhere: /^-[al]*c/ },
  nohup: {},
  setsid: {},
  time: { valued: "-f -o --format --output" },
  nice: { valued: "-n --adjustment" },
  ionice: { valued: "-c -n -p" },
  stdbuf: { valued: "-i -o -e --input --output --error" },
  timeout: { valued: "-s -k --signal --kill-after", operands: 1 },
  sudo: { valued: "-u -g -h -p -C -D -R -T -U", elsewhere: "always" },
  doas: { valued: "-u -C", elsewhere: "always" },
  xargs: { valued: "-I -n -P -L -d -s -a -E --max-args --max-procs --max-lines --delimiter --arg-file --replace" },
  busybox: {},
};

/** The command that is run by one that only changes how; undefined when it is none of these. */
export function unwrap(name: string, words: readonly Expanded[], scope: Scope): Wrapped | undefined {
  if (name === "env") return unwrapEnv(words, inner(scope, { depth: scope.depth + 1 }));
  const wrapper = Object.hasOwn(WRAPPERS, name) ? WRAPPERS[name] : undefined;
  if (wrapper === undefined) return undefined;
  const { valued = "", operands = 0, unless, elsewhere } = wrapper;
  const first = firstOperand(words, valued.split(" "));
  const options = words.slice(0, first).map(({ text }) => text);
  if (unless !== undefined && options.some((text) => unless.test(text))) return undefined;
  const isElsewhere = elsewhere === "always" || options.some((text) => elsewhere?.test(text));
  return {
    words: words.slice(first + operands),
    scope: inner(scope, { isWatched: scope.isWatched && !isElsewhere, depth: scope.depth + 1 }),
  };
}

/** `env` sets and clears; `-S` has the rest in one word, which is split at blanks. */
function unwrapEnv(words: readonly Expanded[], outer: Scope): Wrapped {
  let scope = outer;
  let rest = words;
  for (let word = rest[0]; word !== undefined; word = rest[0]) {
    const { text } = word;
    const [, name, value = ""] = /^([A-Za-z_]\w*)=([^]*)$/.exec(text) ?? [];
    const [, split] = /^(?:-[iv]*S|--split-string=?)([^]*)$/.exec(text) ?? [];
    const takesNext = /^(?:-[iv0]*[uCS]|--unset|--chdir|--split-string)$/.test(text);
    const next = rest[1];
    if (/^(?:-|-[v0]*i\w*|--ignore-environment)$/.test(text)) scope = { ...scope, ...CLEARED, variables: new Map() };
    if (name !== undefined) setVariable(scope, name, value);
    else if (/^-u$|^--unset$/.test(text) && next !== undefined) setVariable(scope, next.text, null);
    else if (/^-C$|^--chdir$/.test(text)) changeFolder(scope, next);
    else if (!text.startsWith("-")) break;
    if (split !== undefined) {
      const line = split === "" ? (next?.text ?? "") : split;
      const behind = rest.slice(split === "" ? 2 : 1);
      return { words: [{ text: "env", loose: false }, ...blanks(line), ...behind], scope };
    }
    rest = rest.slice(takesNext ? 2 : 1);
  }
  return { words: rest, scope };
}

const CLEARED = { env: {}, isWatched: false };

function blanks(line: string): Expanded[] {
  return line
    .split(/\s+/)
    .filter(Boolean)
    .map((text) => ({ text: text.replaceAll(/["']/g, ""), loose: false }));
}

function firstOperand(words: readonly Expanded[], valued: readonly string[]): number {
  for (let at = 0; at < words.length; at++) {
    const text = words[at]?.text ?? "";
    if (text === "--") return at + 1;
    if (!text.startsWith("-") || text === "-") return at;
    if (valued.includes(text)) at++;
  }
  return words.length;
}

/** What a shell is given with `-c`. */
export interface ShellScript {
  readonly text: string;
  /** A login shell reads the system's profile, which may set PATH anew. */
  readonly isLogin: boolean;
}

/** Undefined when it reads its script from elsewhere. */
export function scriptOf(words: readonly Expanded[]): ShellScript | undefined {
  let isLogin = false;
  let isGiven = false;
  for (let at = 0; at < words.length; at++) {
    const text = words[at]?.text ?? "";
    const isOption = /^[-+]./.test(text);
    if (text === "--login") isLogin = true;
    else if (/^--(?:rcfile|init-file)$|^[-+][oO]$/.test(text)) at++;
    else if (/^-\w/.test(text)) {
      isLogin ||= text.includes("l");
      isGiven ||= text.includes("c");
    } else if (!isOption) return isGiven ? { text, isLogin } : undefined;
  }
  return undefined;
}
