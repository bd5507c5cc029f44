import type { GitLine } from "./git-line.ts";
import type { GitCall } from "./verdict.ts";

/** A value of git's configuration that holds for one call. Section and name of the key are in small letters. */
export interface Setting {
  readonly key: string;
  readonly value: string;
}

/** What the call configures by itself, the strongest last: `GIT_CONFIG_COUNT`, `GIT_CONFIG_PARAMETERS`, then the line. */
export function settingsOf(line: GitLine, env: GitCall["env"] = {}): readonly Setting[] {
  const onLine = line.settings.map(({ text, fromEnv }) => {
    if (!fromEnv) return fromText(text);
    const equals = text.lastIndexOf("=");
    return { key: normalKey(text.slice(0, equals)), value: env[text.slice(equals + 1)] ?? "" };
  });
  return [...countedSettings(env), ...passedSettings(env["GIT_CONFIG_PARAMETERS"] ?? ""), ...onLine];
}

/** Without `=` a key is switched on. The value begins behind the first `=`, wherever the subsection has another. */
function fromText(text: string): Setting {
  const equals = text.indexOf("=");
  return equals === -1
    ? { key: normalKey(text), value: "true" }
    : { key: normalKey(text.slice(0, equals)), value: text.slice(equals + 1) };
}

/** Only what stands between the first and the last dot is told apart by its case. */
export function normalKey(key: string): string {
  const first = key.indexOf(".");
  const last = key.lastIndexOf(".");
  if (first === -1) return key.toLowerCase();
  return key.slice(0, first).toLowerCase() + key.slice(first, last) + key.slice(last).toLowerCase();
}

/** The value that holds of a key that may be given more than once. */
export function lastSetting(settings: readonly Setting[], key: string): string | undefined {
  return settings.findLast((one) => one.key === key)?.value;
}

function countedSettings(env: NonNullable<GitCall["env"]>): readonly Setting[] {
  const count = Math.min(Number(env["GIT_CONFIG_COUNT"] ?? 0) || 0, 1000);
  return Array.from({ length: Math.max(0, Math.floor(count)) }, (_, n) => ({
    key: normalKey(env[`GIT_CONFIG_KEY_${n}`] ?? ""),
    value: env[`GIT_CONFIG_VALUE_${n}`] ?? "",
  }));
}

/** How git hands `-c` on to the git calls it makes: `'key'='value'`, and `'key=value'` of older versions. */
function passedSettings(text: string): readonly Setting[] {
  const word = String.raw`'(?:[^'\\]|\\|'\\[!']')*'`;
  const pattern = new RegExp(`(${word})(=(?:${word})?)?`, "g");
  // A lone `=` stands for a key without a value.
  return [...text.matchAll(pattern)].map(([, key = "", value = "="]) =>
    fromText(unquote(key) + (value === "=" ? "" : unquote(value))),
  );
}

/** A quote and a `!` stand outside of the quotes, behind a `\`. */
function unquote(text: string): string {
  return text.replaceAll(/'\\([!'])'|'/g, "$1");
}
