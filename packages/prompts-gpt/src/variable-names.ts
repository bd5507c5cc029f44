const USER = "PATH HOME PWD USER LOGNAME SHELL TMPDIR TMP TEMP XDG_*";
const TERMINAL = "LANG LANGUAGE LC_* TZ TERM TERMINFO COLORTERM NO_COLOR FORCE_COLOR CI";
const WINDOWS = "SYSTEMROOT COMSPEC PATHEXT USERPROFILE APPDATA LOCALAPPDATA";

/** What a program needs to find itself, its files and its user, and holds no secret. */
export const BASE_VARIABLES: readonly string[] = `${USER} ${TERMINAL} ${WINDOWS}`.split(" ");

/**
 * Whether one of `patterns` means this variable: its name, or with `*` at the end the beginning of it. A pattern can be
 * asked for in the place of a name: then it is whether all that it means is meant. Upper and lower case are the same: so
 * they are on Windows, and `http_proxy` is `HTTP_PROXY` everywhere.
 */
export function isNamed(patterns: readonly string[], name: string): boolean {
  const found = name.toUpperCase();
  return patterns.some((pattern) => {
    const wanted = pattern.toUpperCase();
    return wanted.endsWith("*") ? found.startsWith(wanted.slice(0, -1)) : found === wanted;
  });
}
