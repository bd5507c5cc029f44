import { resolve } from "node:path";
import type { Expanded, Scope } from "./scope.ts";

/** Programs that show or copy what is in a file. The second list takes a pattern or a program before its files. */
const READERS = new Set(
  (
    "cat tac nl head tail less more bat batcat cut sort uniq od xxd hexdump base64 base32 basenc strings cp mv ln " +
    "install scp rsync tar zip gzip bzip2 xz zstd dd tee diff cmp comm paste join fold fmt rev tr column pr wc vim " +
    "vi nano view ed source . openssl gpg curl wget sha256sum md5sum split"
  ).split(" "),
);
const PATTERN_FIRST = new Set("grep egrep fgrep zgrep rg ag ack sed gsed awk gawk mawk jq yq perl".split(" "));

/** Whether the command reads the file in which a registry's token is kept. */
export function readsCredentials(name: string, all: readonly Expanded[], scope: Scope): boolean {
  const words = all.filter(({ text }, at) => !/^--exclude(?:=|$)/.test(text) && all[at - 1]?.text !== "--exclude");
  if (READERS.has(name)) return words.some((word) => isCredentials(word, scope));
  if (!PATTERN_FIRST.has(name)) return false;
  const isNamed = words.some(({ text }) => /^(?:-\w*[ef]|--(?:regexp|expression|file|from-file)\b.*)$/.test(text));
  const pattern = isNamed ? -1 : words.findIndex(({ text }) => !text.startsWith("-"));
  return words.some((word, at) => at !== pattern && isCredentials(word, scope));
}

/** `@file`, `if=file` and the like name one too. */
export function isCredentials({ text }: Expanded, { cwd }: Scope): boolean {
  return [text, text.slice(Math.max(text.lastIndexOf("="), text.lastIndexOf("@")) + 1)].some((path) => {
    const [file = "", folder = ""] = resolve(cwd ?? "/", path)
      .split("/")
      .toReversed();
    return matches(folder, ".prompts-gpt") && (matches(file, ".credentials.json") || isDraft(file));
  });
}

/** What a killed writer has left. */
function isDraft(name: string): boolean {
  return /^\.credentials\.json\..*\.tmp$/.test(name);
}

/** A glob matches a name that begins with a dot only when it begins with one itself. */
function matches(pattern: string, name: string): boolean {
  if (pattern === name) return true;
  if (!pattern.startsWith(".") || !/[*?]/.test(pattern)) return false;
  const source = pattern.replaceAll(/[\\^$.*+?()[\]{}|/]/g, (sign) =>
    sign === "*" ? ".*" : sign === "?" ? "." : `\\${sign}`,
  );
  return new RegExp(`^${source.replaceAll(/(?:\.\*)+/g, ".*")}$`, "u").test(name);
}
