import { ConfigError } from "../errors.ts";
import { hideTokens } from "./token.ts";

export const DEFAULT_API_URL = "https://prompts-gpt.com";

/**
 * The URL of a registry in its one spelling, so that two can be compared. A token is sent there: so https, or a server on
 * this very machine; nothing in the text that one program reads as a host and another does not.
 */
export function checkApiUrl(text: string, from: string): string {
  const url = parse(text);
  const problem = url === undefined ? "is no URL" : problemOf(url);
  if (url !== undefined && problem === undefined) return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
  throw new ConfigError(
    `The registry's URL from ${from} ${problem}${url === undefined ? "" : `: ${shown(url)}`}.`,
    `Write one like ${DEFAULT_API_URL}; plain http only for localhost, 127.0.0.1 or [::1].`,
  );
}

function parse(text: string): URL | undefined {
  // The parser mends these in silence.
  if (/[^!-~]|\\/.test(text) || !/^https?:\/\/[^/]/i.test(text)) return undefined;
  return URL.canParse(text) ? new URL(text) : undefined;
}

function problemOf(url: URL): string | undefined {
  if (url.username !== "" || url.password !== "") return "holds a user name or a password";
  if (url.search !== "" || url.hash !== "") return 'holds "?" or "#"';
  if (url.protocol === "http:" && !isLoopback(url.hostname))
    return "is not https, and a token would be sent in the clear";
  return undefined;
}

/** By the host as it was parsed: numbers are in their usual form by then, whatever was typed. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/** Without what may be secret in it. */
function shown({ protocol, host }: URL): string {
  return hideTokens(`${protocol}//${host}`);
}
