import { ConfigError } from "../errors.ts";
import { parseServerUrl, serverUrlProblem } from "../server-url.ts";
import { hideTokens } from "./token.ts";

export const DEFAULT_API_URL = "https://prompts-gpt.com";

/**
 * The URL of a registry in its one spelling, so that two can be compared. A token is sent there: so https, or a server on
 * this very machine; nothing in the text that one program reads as a host and another does not.
 */
export function checkApiUrl(text: string, from: string): string {
  const url = parseServerUrl(text);
  const problem = url === undefined ? "is no URL" : serverUrlProblem(url);
  if (url !== undefined && problem === undefined) return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
  throw new ConfigError(
    `The registry's URL from ${from} ${problem}${url === undefined ? "" : `: ${shown(url)}`}.`,
    `Write one like ${DEFAULT_API_URL}; plain http only for localhost, 127.0.0.1 or [::1].`,
  );
}

/** Without what may be secret in it. */
function shown({ protocol, host }: URL): string {
  return hideTokens(`${protocol}//${host}`);
}
