import type { Env } from "../spawn.ts";

/** A value that must not be shown, and the name that stands in its place. */
export interface Secret {
  readonly name: string;
  readonly value: string;
}

/** Shorter values would be found everywhere by chance. */
const LEAST_LENGTH = 8;
/** A line of a longer secret (a private key, say) is looked for by itself too: tools print files with numbers before lines. */
const LEAST_LINE = 16;

const ANYWHERE = /SECRET|PASSWORD|PASSWD|PASSPHRASE|TOKEN|CREDENTIAL|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY/i;
const AS_A_WORD = /(?:^|_)(?:KEYS?|AUTH|AUTHORIZATION|PASS|PWD|PAT|COOKIE|DSN|CONNECTION_STRING|SIGNATURE)(?:_|$)/i;
/** What a variable about a secret says when it is not the secret itself. */
const ABOUT =
  /_(?:TYPE|METHOD|MODE|FILE|PATH|DIR|NAME|USER|USERNAME|PROVIDER|BACKEND|STORE|HOST|PORT|SOCK|TTL|LIMIT)$/i;
/** Of the shell: where it is, and was. */
const FOLDERS = new Set(["PWD", "OLDPWD"]);
/** Up to the first @, whatever stands before it; and up to the last one before the path. */
const PASSWORDS_IN_URL = [
  /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:?#@]*:([^\s@]+)@/gi,
  /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:?#]*:([^\s/]+)@/gi,
];

/**
 * The secrets in an environment, and `extra` ones, each value once.
 *
 * A variable counts when its name holds SECRET, PASSWORD, PASSWD, PASSPHRASE, TOKEN, CREDENTIAL or API/PRIVATE/ACCESS KEY,
 * or, as a word of its own, KEY, AUTH, AUTHORIZATION, PASS, PWD, PAT, COOKIE, DSN, CONNECTION_STRING or SIGNATURE; not when
 * its last word says that it is only about one (…_FILE, …_TYPE, …_USER). Of a URL, in whatever variable, the password
 * counts. Never: values shorter than 8 characters, booleans, numbers, paths, URLs without a password.
 */
export function secretsIn(env: Env, extra: readonly Secret[] = []): Secret[] {
  const nameOf = new Map<string, string>();
  const add = (name: string, values: readonly string[]) => {
    for (const value of values) for (const part of parts(value)) if (!nameOf.has(part)) nameOf.set(part, name);
  };
  for (const name in env) add(name, valuesOf(name, env[name] ?? ""));
  for (const { name, value } of extra) add(name, [value]);
  return [...nameOf].map(([value, name]) => ({ name, value }));
}

function valuesOf(name: string, value: string): readonly string[] {
  if (value.length < LEAST_LENGTH) return [];
  const passwords = value.includes("://") ? passwordsIn(value) : [];
  if (passwords.length > 0) return passwords;
  const isSecret = (ANYWHERE.test(name) || AS_A_WORD.test(name)) && !ABOUT.test(name) && !FOLDERS.has(name);
  return isSecret && !isHarmless(value.trim()) ? [value] : [];
}

function passwordsIn(value: string): string[] {
  const found = PASSWORDS_IN_URL.flatMap((passwords) => [...value.matchAll(passwords)]);
  return found.flatMap(([, password = ""]) => [password, decoded(password)]);
}

/** The value itself, and its long lines when it has several. */
function parts(value: string): string[] {
  const whole = value.trim();
  if (!whole.includes("\n")) return whole.length < LEAST_LENGTH ? [] : [whole];
  const lines = whole.split(/\r?\n/).map((line) => line.trim());
  const isLong = (line: string): boolean => line.length >= LEAST_LINE && !line.startsWith("-----");
  return [whole, ...lines.filter(isLong)].filter((part) => part.length >= LEAST_LENGTH);
}

function isHarmless(value: string): boolean {
  return /^(?:true|false|yes|no|on|off|[-+]?[\d.,]+)$/i.test(value) || isUrl(value) || isPath(value);
}

function isUrl(value: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(value);
}

/** Words in small letters, or with a capital: `src/main/java`, `lib/v2/index.d.ts`. Base64 that looks so is too short to be kept. */
const WORDS_IN_FOLDERS =
  /^(?:\.?[A-Z]?[a-z]+\d?(?:[._-][A-Z]?[a-z]+\d?)*|\.{1,2})(?:\/\.?[A-Z]?[a-z]+\d?(?:[._-][A-Z]?[a-z]+\d?)*)+\/?$/;

/** A secret may start with "/" too (base64): a path is made of words, and a secret mixes letters and digits at random. */
function isPath(value: string): boolean {
  if (!/^(?:~|\.{1,2}|[A-Za-z]:)?[/\\]/.test(value)) return WORDS_IN_FOLDERS.test(value);
  return !value.split(/[/\\:]/).some((part) => part.length >= 16 && isMixed(part));
}

function isMixed(part: string): boolean {
  return /[a-z]/.test(part) && /[A-Z]/.test(part) && /\d/.test(part);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a "%" that stands for itself
  }
}
