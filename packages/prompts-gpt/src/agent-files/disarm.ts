/** What agents do with a prompt's text before a model sees it, and the space that makes it text. */
interface Trap {
  /** What it is, as part of a sentence. */
  readonly what: string;
  /** One of them stands in whatever the pattern finds: to look for them costs a hundredth of it. */
  readonly signs: readonly string[];
  readonly pattern: RegExp;
  readonly harmless: string;
}

/**
 * Of all agents together: they read each other's folders. A space is enough, since each of these signs counts only
 * together with what follows it; a model understands the text as before.
 */
const TRAPS: readonly Trap[] = [
  // !`command`: Claude Code, OpenCode
  { what: "a shell command (!`…`)", signs: ["!`"], pattern: /!(?=`)/g, harmless: "! " },
  // A code block that is run: Claude Code
  { what: "a code block that runs (```!)", signs: ["```!", "~~~!"], pattern: /(`{3}|~{3})!/g, harmless: "$1 !" },
  // !{command}, @{file}: Gemini CLI, Qwen Code
  { what: "a shell command or a file (!{…}, @{…})", signs: ["!{", "@{"], pattern: /([!@])(?=\{)/g, harmless: "$1 " },
  // @path, @"a path", @server:resource: nearly all; not the sign in an address, nor a name alone
  {
    what: "a file to attach (@path)",
    signs: ["@"],
    pattern: /(?<![\w.+-])@(?=[^\s@{]*[./:~\\"'](?=\S))/g,
    harmless: "@ ",
  },
  // #file:path, #tool:name: Copilot; #[[file:path]]: Kiro
  { what: "a reference (#file:…, #[[…]])", signs: ["#"], pattern: /(?<![\w/])#(?=[A-Za-z]+:\S|\[\[)/g, harmless: "# " },
  // {env:NAME}, {file:path}: Kilo Code, OpenCode
  { what: "a value to fill in ({env:…}, {file:…})", signs: ["{"], pattern: /\{(?=(?:env|file):)/gi, harmless: "{ " },
  // The next step runs without a question: workflows of Windsurf's kind
  {
    what: "a step that runs unasked (// turbo)",
    signs: ["//"],
    pattern: /(\/\/[ \t]*)(?=turbo\b)/gi,
    harmless: "$1- ",
  },
];

const LINKS: Trap = {
  what: "a link to a file",
  signs: ["]("],
  pattern: /\](?=\([\s<]*(?!https?:|mailto:|#)[^\s)<])/gi,
  harmless: "] ",
};

export interface Disarmed {
  readonly text: string;
  /** What was found, each once. */
  readonly found: readonly string[];
}

/** The text with everything made harmless that an agent would execute, attach or fill in by itself. */
export function disarm(text: string, { links = false } = {}): Disarmed {
  const found: string[] = [];
  let harmless = text;
  for (const trap of links ? [...TRAPS, LINKS] : TRAPS) {
    const before = harmless;
    if (!trap.signs.some((sign) => before.includes(sign))) continue;
    harmless = harmless.replaceAll(trap.pattern, trap.harmless);
    if (harmless !== before) found.push(trap.what);
  }
  return { text: harmless, found };
}

/** Where the first of each kind stands in the text, untouched. */
export function findTraps(text: string, { links = false } = {}): { what: string; index: number }[] {
  return (links ? [...TRAPS, LINKS] : TRAPS).flatMap(({ what, pattern }) => {
    const index = text.search(pattern);
    return index < 0 ? [] : [{ what, index }];
  });
}
