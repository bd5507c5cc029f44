/** The URL, when its text is read alike by every program; undefined otherwise. */
export function parseServerUrl(text: string): URL | undefined {
  // The parser mends these in silence.
  if (/[^!-~]|\\/.test(text) || !/^https?:\/\/[^/]/i.test(text)) return undefined;
  return URL.canParse(text) ? new URL(text) : undefined;
}

/**
 * Why no secret may be sent there, as it may follow the name of the URL; undefined when it may: https, or a server on this
 * very machine. `plain`: hosts that the user wants to be spoken to in the clear all the same.
 */
export function serverUrlProblem(url: URL, plain: readonly string[] = []): string | undefined {
  if (url.username !== "" || url.password !== "") return "holds a user name or a password";
  if (url.search !== "" || url.hash !== "") return 'holds "?" or "#"';
  if (url.protocol === "http:" && !isLoopback(url.hostname) && !plain.includes(url.hostname))
    return "is not https, and a token would be sent in the clear";
  return undefined;
}

/** By the host as it was parsed: numbers are in their usual form by then, whatever was typed. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
