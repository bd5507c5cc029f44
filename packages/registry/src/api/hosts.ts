import { isLoopback } from "../../../prompts-gpt/src/server-url.ts";

export interface Hosts {
  /** Any name of this very machine: the server listens on no other address. */
  readonly loopback: boolean;
  /** Host and port of the public URL, as a browser sends them. */
  readonly names: readonly string[];
}

/**
 * Whether a request names this server. A page of somebody else's can have its own name point at this machine and then ask
 * as if it were of the same origin (DNS rebinding); the name that it asks under gives it away.
 */
export function isOurHost(host: string | undefined, { loopback, names }: Hosts): boolean {
  if (host === undefined) return false;
  if (names.includes(host.toLowerCase())) return true;
  return loopback && isLoopback(host.replace(/:\d{1,5}$/, "").toLowerCase());
}
