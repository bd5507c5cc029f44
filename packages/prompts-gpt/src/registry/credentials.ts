import { AuthError } from "../errors.ts";
import { isMap } from "../is-map.ts";
import { checkApiUrl } from "./api-url.ts";
import { checkToken, hideTokens } from "./token.ts";

/** What `.prompts-gpt/.credentials.json` holds: a token, and the one place where it may be sent. */
export interface LocalCredentials {
  /** `pgpt_…`: at most 256 printable ASCII characters. */
  readonly token: string;
  /** https; plain http only to this machine. */
  readonly apiUrl: string;
}

export const CREDENTIALS_FILE = ".credentials.json";

/** Credentials as they may be used: the URL in its one spelling. */
export function checkCredentials({ token, apiUrl }: LocalCredentials, from: string): LocalCredentials {
  return { token: checkToken(token, from), apiUrl: checkApiUrl(apiUrl, from) };
}

export function formatCredentials({ token, apiUrl }: LocalCredentials): string {
  return `${JSON.stringify({ token, apiUrl }, null, 2)}\n`;
}

/** What the file says. No message repeats a piece of it: JSON.parse would quote the token. */
export function parseCredentials(text: string, path: string): LocalCredentials {
  const value = parsed(text);
  if (value === undefined) throw unusable(path, "is not valid JSON");
  if (!isMap(value)) throw unusable(path, "holds no JSON object");
  const { token, apiUrl, ...others } = value;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined)
    throw unusable(path, `has a field that we do not know: ${hideTokens(JSON.stringify(unknown.slice(0, 40)))}`);
  if (typeof token !== "string" || typeof apiUrl !== "string")
    throw unusable(path, `has no ${typeof token === "string" ? '"apiUrl"' : '"token"'} that is a text`);
  return checkCredentials({ token, apiUrl }, path);
}

/** Nothing in the file is touched: it may hold what somebody needs. */
export function unusable(path: string, what: string): AuthError {
  return new AuthError(
    `${path} ${what}; it is left as it is.`,
    `Look at it, or put it away and start afresh: mv ${path} ${path}.old`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // its message quotes the text
  }
}
