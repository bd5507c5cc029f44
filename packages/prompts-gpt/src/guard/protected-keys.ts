import { isSoon } from "./dates.ts";
import { writesOverWork } from "./refspec.ts";

/** What a key of git's configuration can do to the work or to its protection. */
export type KeyPower =
  /** Its value is run as a command. */
  | "command"
  /** It turns the guard, or what git keeps for recovery, off. */
  | "protection"
  /** It makes a push or a fetch forget what the other side does not have. */
  | "mirror";

type Test = (value: string) => boolean;

const any: Test = () => true;
const isOn: Test = (value) => /^(true|yes|on|1|)$/i.test(value);
const isOff: Test = (value) => !isOn(value);
const isForced: Test = (value) => value.startsWith("+") || value.startsWith(":");

const COMMANDS = [
  "core.(editor|pager|sshcommand|askpass|gitproxy|alternaterefscommand)",
  "sequence.editor",
  "pager..+",
  "diff.external",
  "diff..+.(command|textconv)",
  "(difftool|mergetool|man|browser|guitool)..+.(cmd|path)",
  "merge..+.driver",
  "filter..+.(clean|smudge|process)",
  "credential(..+)?.helper",
  "gpg(..+)?.program",
  "gpg.ssh.defaultkeycommand",
  "remote..+.(uploadpack|receivepack|vcs)",
  "uploadpack.packobjectshook",
  "gc.recentobjectshook",
  "interactive.difffilter",
  "trailer..+.(command|cmd)",
  "tar..+.command",
  "submodule..+.update",
  "imap.tunnel",
  "sendemail..+",
  "hook..+.command",
];

const TABLE: readonly (readonly [key: string, power: KeyPower, isHarmful: Test])[] = [
  ["core.fsmonitor", "protection", (value) => !/^(true|yes|on|1|false|no|off|0|)$/i.test(value)],
  ["core.(hookspath|worktree|repositoryformatversion)", "protection", any],
  ["core.(bare|ignorestat)", "protection", isOn],
  ["core.logallrefupdates", "protection", (value) => value.toLowerCase() !== "always" && isOff(value)],
  ["(include|includeif..+).path", "protection", any],
  ["extensions.(?!worktreeconfig$).+", "protection", any],
  ["gc(..+)?.(reflogexpire|reflogexpireunreachable|pruneexpire|worktreepruneexpire)", "protection", isSoon],
  ["clean.requireforce", "protection", isOff],
  ["remote..+.mirror", "mirror", isOn],
  ["remote..+.push", "mirror", isForced],
  ["remote..+.fetch", "mirror", writesOverWork],
  ["(fetch|remote..+).prunetags", "mirror", isOn],
  ["remote..+.(url|pushurl)", "command", (value) => value.startsWith("ext::")],
  ["url.ext::.+.(insteadof|pushinsteadof)", "command", any],
  ...COMMANDS.map((key) => [key, "command", any] as const),
];

const rows = TABLE.map(([key, power, isHarmful]) => ({ pattern: pattern(key), power, isHarmful }));

/** What this value of the key (with section and name in small letters) can do; undefined for a harmless one. */
export function powerOf(key: string, value: string): KeyPower | undefined {
  return rows.find((row) => row.pattern.test(key) && row.isHarmful(value))?.power;
}

/** Without these a remote is gone, as after `git remote remove`. */
const REMOTE = pattern("remote..+.(url|fetch)");

/** Whether taking the key away, whatever its value is, would loosen the protection or lose a remote. */
export function isProtectedKey(key: string): boolean {
  return REMOTE.test(key) || rows.some((row) => row.power === "protection" && row.pattern.test(key));
}

/** `..+.` stands for a subsection, every other dot for itself. */
function pattern(key: string): RegExp {
  const text = key.replaceAll("..+", String.raw`\..+`).replaceAll(/(?<![\\.])\.(?=[a-z(])/g, String.raw`\.`);
  return new RegExp(`^${text}$`);
}
