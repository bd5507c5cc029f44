import { AuthError } from "../errors.ts";
import { checkApiUrl, DEFAULT_API_URL } from "./api-url.ts";
import type { LocalCredentials } from "./credentials.ts";
import { checkToken } from "./token.ts";

export interface CredentialSources {
  /** What `--token` and `--api-url` say. */
  readonly flag?: { readonly token?: string | undefined; readonly apiUrl?: string | undefined };
  /** The environment: `PROMPTS_GPT_TOKEN` and `PROMPTS_GPT_API_URL` of it. An empty one is not set. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What `.prompts-gpt/.credentials.json` holds. */
  readonly stored?: LocalCredentials | undefined;
}

export interface ResolvedCredentials {
  /** Null when nobody gave one. */
  readonly token: string | null;
  readonly tokenFrom: "flag" | "environment" | "stored" | null;
  /** The only place where the token may go. */
  readonly apiUrl: string;
  readonly apiUrlFrom: "flag" | "environment" | "stored" | "default";
}

interface Given {
  readonly value: string;
  readonly from: "flag" | "environment";
  /** As a message names it. */
  readonly name: string;
}

/**
 * Token and URL as a pair. A stored token goes to the URL stored with it and nowhere else; a token of a flag or the
 * environment goes to a URL of a flag or the environment, or to the default: never to one that a file names.
 */
export function resolveCredentials({ flag = {}, env = {}, stored }: CredentialSources): ResolvedCredentials {
  const token = given(flag.token, env, {
    flag: "--token, --token-stdin or --token-prompt",
    variable: "PROMPTS_GPT_TOKEN",
  });
  const url = given(flag.apiUrl, env, { flag: "--api-url", variable: "PROMPTS_GPT_API_URL" });
  const asked = url && { apiUrl: checkApiUrl(url.value, url.name), apiUrlFrom: url.from };
  const usual = { apiUrl: DEFAULT_API_URL, apiUrlFrom: "default" } as const;
  if (token !== undefined)
    return { token: checkToken(token.value, token.name), tokenFrom: token.from, ...(asked ?? usual) };
  if (stored === undefined) return { token: null, tokenFrom: null, ...(asked ?? usual) };
  if (url !== undefined && asked !== undefined && asked.apiUrl !== stored.apiUrl)
    throw mismatch(stored, asked.apiUrl, url);
  return { token: stored.token, tokenFrom: "stored", apiUrl: stored.apiUrl, apiUrlFrom: "stored" };
}

function given(
  value: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  names: { readonly flag: string; readonly variable: string },
): Given | undefined {
  if (value !== undefined) return { value, from: "flag", name: names.flag };
  const set = env[names.variable] ?? "";
  return set === "" ? undefined : { value: set, from: "environment", name: names.variable };
}

/** Exit 3: what is missing is a token for that URL. */
function mismatch(stored: LocalCredentials, apiUrl: string, { name, from }: Given): AuthError {
  const without = from === "environment" ? `unset ${name}` : `leave ${name} out`;
  return new AuthError(
    `The stored token belongs to ${stored.apiUrl} and goes nowhere else; ${name} says ${apiUrl}.`,
    `Give a token for it: export PROMPTS_GPT_TOKEN=pgpt_…; or ${without}`,
  );
}
